internal import CollectorAPI
internal import Pdata

/// What a sending queue knows, changed under its lock only.
struct QueueState<Data: Telemetry> {
    /// What a worker begins with.
    typealias Work = (batch: QueueBatch<Data>, host: any Host)

    /// The collector, while the queue runs.
    var host: (any Host)?
    var storage: QueueStorage<Data>?
    /// Wakes batches that are old enough.
    var timer: Task<Void, Never>?
    private(set) var room: QueueRoom
    private(set) var batcher: QueueBatcher<Data>?
    private(set) var isClosed = false

    private let consumers: Int
    /// Whether there is no time left: what waits is given up.
    private var isAbandoned = false
    private var ready = FIFO<QueueBatch<Data>>()
    /// What an earlier collector left, and is to be kept apart by who sent it: workers read that from the storage.
    private var unsorted = FIFO<QueueEntry<Data>>()
    private var workers = 0
    /// Requests that have their room and are not in line yet.
    private var arriving = 0
    /// Who waits until everything is sent, or abandoned.
    private var watchers: [CheckedContinuation<Void, Never>] = []
    /// Who waits until nothing is under way.
    private var lastWatchers: [CheckedContinuation<Void, Never>] = []

    init(_ settings: QueueSettings) {
        consumers = settings.consumers
        let isInMemory = settings.storage.id == nil
        room = QueueRoom(capacity: settings.size, isBoundInBytes: isInMemory && settings.sizer != .bytes)
        batcher = settings.batch.value.map { QueueBatcher($0, settings.batchSizer) }
    }

    // MARK: Taking

    /// Takes room for `entry` if there is some.
    mutating func ask(_ entry: QueueEntry<Data>) -> QueueRoom.Answer {
        guard host != nil, !isClosed else { return .closed }
        let answer = room.ask(entry.units, entry.bytes)
        if answer == .taken { arriving += 1 }
        return answer
    }

    mutating func newWaiterID() -> UInt64 { room.newWaiterID() }

    mutating func wait(_ id: UInt64, _ entry: QueueEntry<Data>, _ continuation: CheckedContinuation<Bool, Never>) {
        room.wait(id, entry.units, entry.bytes, continuation)
    }

    mutating func removeWaiter(_ id: UInt64) -> CheckedContinuation<Bool, Never>? { room.removeWaiter(id) }

    /// Puts `entry`, which has its room, in line.
    mutating func arrive(_ entry: QueueEntry<Data>) {
        arriving -= 1
        put(entry)
    }

    /// Takes back the room of `entry`, which does not come.
    mutating func turnBack(_ entry: QueueEntry<Data>) {
        arriving -= 1
        room.free(entry.units, entry.bytes)
    }

    /// Puts what the storage holds in line.
    mutating func resume(_ entries: [QueueEntry<Data>]) {
        for entry in entries {
            room.take(entry.units, entry.bytes)
            place(entry)
        }
    }

    /// Puts `entry`, which is in the storage only, at the end of the line.
    mutating func place(_ entry: QueueEntry<Data>) {
        guard let batcher, batcher.isPartitioned, !entry.isClientKnown else { return put(entry) }
        unsorted.append(entry)
    }

    /// Puts `entry`, of which is known what keeps it apart from others, at the end of the line.
    mutating func put(_ entry: QueueEntry<Data>) {
        if storage != nil { room.hold(entry) }
        let part = QueuePart(entry: entry)
        guard !isClosed, let host, batcher != nil else { return ready.append(QueueBatch(first: part)) }
        enqueue(batcher?.add(part, now: host.clock.now) ?? [])
    }

    private mutating func enqueue(_ batches: [QueueBatch<Data>]) {
        for batch in batches { ready.append(batch) }
    }

    /// Puts batches in line that are old enough, and returns when the next one is.
    mutating func expire(at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        enqueue(batcher?.expired(now) ?? [])
        return batcher?.nextDeadline
    }

    // MARK: Workers

    /// What another worker is to begin with; nil when none is needed or allowed.
    mutating func nextWorker() -> Work? {
        guard workers < consumers, let host, let batch = take() else { return nil }
        workers += 1
        return (batch, host)
    }

    /// What a worker does next; nil when it ends.
    mutating func nextWork() -> QueueBatch<Data>? {
        if let batch = take() { return batch }
        workers -= 1
        return nil
    }

    /// What is to be sent next; what a closed queue has stored stays there.
    private mutating func take() -> QueueBatch<Data>? {
        guard !isAbandoned, !(isClosed && storage != nil) else { return nil }
        // Never far ahead of what is sent: memory holds little of a long line.
        if ready.count < consumers, let entry = unsorted.popFirst() {
            return QueueBatch(first: QueuePart(entry: entry), isUnsorted: true)
        }
        return ready.popFirst()
    }

    /// Takes in `pieces`, stored as requests of their own, in place of those of `batch`; else as the method below does.
    mutating func exchange(_ batch: QueueBatch<Data>, for pieces: [QueueBatch<Data>]) -> QueueBatch<Data>? {
        batch.forEachPart { part in
            room.free(part.entry.units, part.entry.bytes)
            room.letGo(part.entry)
        }
        for piece in pieces { room.take(piece.first.entry.units, piece.first.entry.bytes) }
        let first = replace(batch, by: pieces)
        // The first one is sent now.
        for piece in pieces.dropFirst() { room.hold(piece.first.entry) }
        return first
    }

    /// Puts the pieces of `batch` in line, but for the first one, which is returned, and a rest that waits for more.
    mutating func replace(_ batch: QueueBatch<Data>, by pieces: [QueueBatch<Data>]) -> QueueBatch<Data>? {
        var pieces = pieces
        if let last = pieces.last?.first, let data = last.data, pieces.count > 1, !batch.isFlush, !isClosed, let host,
            batcher?.isLarge(data) == false
        {
            pieces.removeLast()
            enqueue(batcher?.add(last, isRest: true, now: host.clock.now) ?? [])
        }
        for piece in pieces.dropFirst().reversed() { ready.prepend(piece) }
        return pieces.first
    }

    /// Whether what failed for now stays in the storage for the next start.
    var keepsFailures: Bool { isClosed && storage != nil }

    /// Notes how parts ended, and returns the requests that are finished; their room is free.
    mutating func finish(_ results: [QueueResult<Data>]) -> [QueueEntry<Data>] {
        var ended: [QueueEntry<Data>] = []
        for result in results {
            result.part.forEachEntry { entry in
                entry.openParts -= 1
                entry.failure = result.failure ?? entry.failure
                entry.isKept = entry.isKept || result.isKept
                if entry.openParts == 0 { ended.append(entry) }
            }
        }
        for entry in ended {
            room.free(entry.units, entry.bytes)
            room.letGo(entry)
        }
        return ended
    }

    /// Those who waited for room and have it now.
    mutating func admitWaiters() -> [CheckedContinuation<Bool, Never>] {
        let admitted = room.admitWaiters()
        arriving += admitted.count
        return admitted
    }

    /// Lets go of the compressed bytes beside the requests in line: they only spare compressing anew.
    func dropCompressedForms() {
        ready.forEach { batch in
            batch.forEachPart { $0.forEachEntry { $0.data = $0.data?.withoutCompressedForm } }
        }
    }

    // MARK: The end

    /// Takes nothing more, gathers no more batches, and returns who waits for room.
    mutating func close() -> [CheckedContinuation<Bool, Never>] {
        isClosed = true
        enqueue(batcher?.flush() ?? [])
        return room.removeWaiters()
    }

    /// Gives up what waits in memory, and returns it.
    mutating func abandon() -> [QueueBatch<Data>] {
        isAbandoned = true
        return storage == nil ? ready.removeAll() : []
    }

    /// Has `continuation` resumed when everything is sent or, when `isLast`, only when nothing is under way either.
    mutating func watch(_ continuation: CheckedContinuation<Void, Never>, isLast: Bool) {
        if isLast { lastWatchers.append(continuation) } else { watchers.append(continuation) }
    }

    /// Who is to hear that the queue is done, if it is.
    mutating func takeWatchers() -> [CheckedContinuation<Void, Never>] {
        let isDone = workers == 0 && arriving == 0 && (ready.isEmpty || isAbandoned || storage != nil)
        var done: [CheckedContinuation<Void, Never>] = []
        if isDone || isAbandoned { swap(&done, &watchers) }
        guard isDone else { return done }
        defer { lastWatchers = [] }
        return done + lastWatchers
    }
}
