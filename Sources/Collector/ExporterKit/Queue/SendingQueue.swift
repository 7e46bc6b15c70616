internal import CollectorAPI
internal import CollectorConfig
internal import Pdata

/// What has been taken and is not sent yet, and the workers that send it.
///
/// A worker is a task that lives while there is something to send. On a loop it begins at once, inside the call that
/// hands data in, so that data that need not wait is sent without a switch of tasks.
final class SendingQueue<Data: Telemetry>: Sendable {
    private struct State {
        var host: (any Host)?
        var storage: QueueStorage<Data>?
        var isClosed = false
        /// Whether there is no time left: what waits is given up.
        var isAbandoned = false
        var room: QueueRoom
        var ready = FIFO<QueueBatch<Data>>()
        var batcher: QueueBatcher<Data>?
        var workers = 0
        /// Requests that have their room and are on their way into the storage.
        var arriving = 0
        var timer: Task<Void, Never>?
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    private let settings: QueueSettings
    private let context: ComponentContext
    private let logger: Logger
    private let metrics: QueueMetrics
    private let sending: QueueSending<Data>
    private let state: Lock<State>

    init(_ settings: QueueSettings, _ context: ComponentContext, _ delivery: Delivery<Data>) {
        self.settings = settings
        self.context = context
        logger = context.logger
        metrics = QueueMetrics(Data.signal, context)
        sending = QueueSending(delivery, metrics, context.logger, callersWait: settings.waitsForResult)
        let isPersistent = settings.storage.id != nil
        state = Lock(
            State(
                room: QueueRoom(
                    capacity: settings.size,
                    isBoundInBytes: !isPersistent && settings.sizer != .bytes
                ),
                batcher: settings.batch.value.map { QueueBatcher($0, settings.batchSizer) }
            )
        )
        QueueMetrics.observe(Data.signal, context, capacity: settings.size) { [weak self] in
            self?.state.withLock { $0.room.used } ?? 0
        }
    }

    // MARK: Start

    /// Takes data from now on, and sends what the storage still holds.
    ///
    /// - Throws: why the storage cannot be used.
    func start(_ host: any Host) async throws {
        guard settings.storage.id != nil else {
            state.withLock { $0.host = host }
            return
        }
        let (storage, kept) = try await QueueStorage<Data>.open(settings.storage, context, host)
        let entries = kept.map { QueueEntry<Data>($0, settings.sizer) }
        if state.withLock({ $0.batcher?.isPartitioned ?? false }) { await learnClients(entries, storage) }
        state.withLock { state in
            state.host = host
            state.storage = storage
            for entry in entries {
                state.room.take(entry.units, entry.bytes)
                put(QueuePart(entry: entry), &state, host)
            }
        }
        startWorkers()
    }

    /// Reads who sent what is kept, as far as batches are kept apart by it.
    private func learnClients(_ entries: [QueueEntry<Data>], _ storage: QueueStorage<Data>) async {
        for entry in entries {
            // What cannot be read is reported when it is to be sent.
            try? await storage.load(entry)
            entry.data = nil
        }
    }

    // MARK: Taking

    /// Takes `data`; returns when the queue answers for it or, where callers wait for the result, when it is sent.
    ///
    /// - Throws: a retryable error when there is no room.
    func offer(_ data: Data) async throws(ConsumeError) {
        let entry = QueueEntry(data, client: ClientContext.current, settings.sizer)
        do throws(ConsumeError) {
            let storage = try await enter(entry)
            if let storage {
                try await keep(entry, storage)
            }
        } catch {
            metrics.refused.add(data.itemCount)
            throw error
        }
        metrics.took(data)
        guard settings.waitsForResult else {
            arrive(entry)
            return
        }
        if let failure = await result(of: entry) { throw failure }
    }

    /// Gets room for `entry`, waiting for it if the user says so, and returns the storage that it is to be kept in.
    private func enter(_ entry: QueueEntry<Data>) async throws(ConsumeError) -> QueueStorage<Data>? {
        let (answer, storage) = state.withLock { (ask(entry, &$0), $0.storage) }
        switch answer {
        case .taken: return storage
        case .closed: throw .retryable("the exporter is not running")
        case .tooLarge: throw .permanent("element size too large")
        case .full:
            guard settings.blocksOnOverflow else { throw .retryable("sending queue is full", after: .seconds(1)) }
            guard await waitForRoom(entry) else {
                throw .retryable("sending queue is full, and waiting for room ended", after: .seconds(1))
            }
            return storage
        }
    }

    private func ask(_ entry: QueueEntry<Data>, _ state: inout State) -> QueueRoom.Answer {
        guard state.host != nil, !state.isClosed else { return .closed }
        let answer = state.room.ask(entry.units, entry.bytes)
        if answer == .taken { state.arriving += 1 }
        return answer
    }

    /// Whether `entry` got room before the queue closed or the task was cancelled.
    private func waitForRoom(_ entry: QueueEntry<Data>) async -> Bool {
        let id = state.withLock { $0.room.newWaiterID() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state in
                    guard !Task.isCancelled else { return QueueRoom.Answer.closed }
                    let answer = ask(entry, &state)
                    if answer == .full { state.room.wait(id, entry.units, entry.bytes, continuation) }
                    return answer
                }
                if answer != .full { continuation.resume(returning: answer == .taken) }
            }
        } onCancel: {
            state.withLock { $0.room.removeWaiter(id) }?.resume(returning: false)
        }
    }

    private func keep(_ entry: QueueEntry<Data>, _ storage: QueueStorage<Data>) async throws(ConsumeError) {
        do throws(ConsumeError) {
            try await storage.keep(entry)
        } catch {
            let (admitted, watchers) = state.withLock { state in
                state.arriving -= 1
                state.room.free(entry.units, entry.bytes)
                return (admitWaiters(&state), finished(&state))
            }
            for continuation in admitted { continuation.resume(returning: true) }
            for watcher in watchers { watcher.resume() }
            throw error
        }
    }

    /// Puts `entry`, which has its room, in line.
    private func arrive(_ entry: QueueEntry<Data>) {
        let (work, woken) = state.withLock {
            state -> ((QueueBatch<Data>, any Host)?, [CheckedContinuation<Void, Never>]) in
            state.arriving -= 1
            if let host = state.host { put(QueuePart(entry: entry), &state, host) }
            return (nextWorker(&state), finished(&state))
        }
        for continuation in woken { continuation.resume() }
        if let (batch, host) = work { host.spawnImmediate { await self.work(batch, host) } }
    }

    private func put(_ part: QueuePart<Data>, _ state: inout State, _ host: any Host) {
        if state.storage != nil { state.room.hold(part.entry) }
        guard state.batcher != nil, !state.isClosed else { return state.ready.append(QueueBatch(first: part)) }
        let batches = state.batcher?.add(part, now: host.clock.now) ?? []
        for batch in batches { state.ready.append(batch) }
        startTimer(&state, host)
    }

    private func result(of entry: QueueEntry<Data>) async -> ConsumeError? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = state.withLock { _ in
                    guard !Task.isCancelled else { return true }
                    entry.waiter = continuation
                    return false
                }
                if isCancelled { continuation.resume(returning: Self.cancelled) }
                arrive(entry)
            }
        } onCancel: {
            takeWaiter(entry)?.resume(returning: Self.cancelled)
        }
    }

    private static var cancelled: ConsumeError { .retryable("request is cancelled or timed out") }

    // MARK: Time

    private func startTimer(_ state: inout State, _ host: any Host) {
        guard state.timer == nil, state.batcher?.nextDeadline != nil else { return }
        state.timer = host.spawn { await self.keepTime(host) }
    }

    /// Sends batches that are old enough; ends when none waits.
    private func keepTime(_ host: any Host) async {
        while let deadline = nextDeadline(host) {
            startWorkers()
            do {
                try await host.clock.sleep(until: deadline)
            } catch {
                return
            }
        }
        startWorkers()
    }

    private func nextDeadline(_ host: any Host) -> ContinuousClock.Instant? {
        state.withLock { state in
            for batch in state.batcher?.expired(host.clock.now) ?? [] { state.ready.append(batch) }
            let deadline = state.batcher?.nextDeadline
            if deadline == nil { state.timer = nil }
            return deadline
        }
    }

    // MARK: Workers

    private func startWorkers() {
        while let (batch, host) = state.withLock({ nextWorker(&$0) }) {
            host.spawnImmediate { await self.work(batch, host) }
        }
    }

    /// What another worker is to begin with; nil when none is needed or allowed.
    private func nextWorker(_ state: inout State) -> (QueueBatch<Data>, any Host)? {
        guard state.workers < settings.consumers, let host = state.host, let batch = take(&state) else { return nil }
        state.workers += 1
        return (batch, host)
    }

    /// What is to be sent next; what a closed queue has stored stays there.
    private func take(_ state: inout State) -> QueueBatch<Data>? {
        guard !state.isAbandoned, !(state.isClosed && state.storage != nil) else { return nil }
        return state.ready.popFirst()
    }

    private func work(_ first: QueueBatch<Data>, _ host: any Host) async {
        var next: QueueBatch<Data>? = first
        while let batch = next {
            await send(batch, host)
            let (following, watchers) = state.withLock {
                state -> (QueueBatch<Data>?, [CheckedContinuation<Void, Never>]) in
                if let batch = take(&state) { return (batch, []) }
                state.workers -= 1
                return (nil, finished(&state))
            }
            for watcher in watchers { watcher.resume() }
            next = following
        }
    }

    private func send(_ batch: QueueBatch<Data>, _ host: any Host) async {
        let storage = state.withLock { $0.storage }
        guard let batch = await load(batch, storage) else { return }
        let (piece, oversized) = cut(batch)
        if !oversized.isEmpty { await refuse(oversized, storage) }
        guard let piece else { return }
        startWorkers()
        let results = await sending.send(piece, on: host) { error in
            self.isKept(error)
        }
        await finish(results, storage)
    }

    /// Reads what is in the storage only; what cannot be read is lost, and reported.
    private func load(_ batch: QueueBatch<Data>, _ storage: QueueStorage<Data>?) async -> QueueBatch<Data>? {
        guard let storage else { return batch }
        var whole: [QueuePart<Data>] = []
        for part in [batch.first] + batch.rest {
            do throws(ConsumeError) {
                if part.cut == nil { try await storage.load(part.entry) }
                whole.append(part)
            } catch {
                sending.lose(part.items, error)
                await finish([QueueResult(part: part, failure: error)], storage)
            }
        }
        guard let first = whole.first else { return nil }
        var loaded = batch
        loaded.first = first
        loaded.rest = Array(whole.dropFirst())
        return loaded
    }

    /// Joins the parts of `batch` and cuts them to size: the first piece is returned, with those that no cut makes small
    /// enough; the others are put in line.
    private func cut(_ batch: QueueBatch<Data>) -> (piece: QueueBatch<Data>?, oversized: [QueuePart<Data>]) {
        let maxSize = state.withLock { $0.batcher?.maxSize }
        guard !batch.rest.isEmpty || maxSize != nil else { return (batch, []) }
        var pieces = batch.pieces(maxSize: maxSize, settings.batchSizer)
        if pieces.count == 1, pieces[0].joined != nil { return (pieces[0], []) }
        return state.withLock { state in
            batch.forEachPart { $0.forEachEntry { $0.openParts -= 1 } }
            for piece in pieces { piece.first.forEachEntry { $0.openParts += 1 } }
            var oversized: [QueuePart<Data>] = []
            if let maxSize, settings.batchSizer == .bytes {
                oversized = pieces.map(\.first).filter { $0.bytes > maxSize }
                pieces.removeAll { $0.bytes > maxSize }
            }
            if let last = pieces.last?.first, let data = last.cut, pieces.count > 1, !batch.isFlush, !state.isClosed,
                let host = state.host, state.batcher?.isLarge(data) == false
            {
                pieces.removeLast()
                let ready = state.batcher?.add(last, isRest: true, now: host.clock.now) ?? []
                for batch in ready { state.ready.append(batch) }
                startTimer(&state, host)
            }
            for piece in pieces.dropFirst().reversed() { state.ready.prepend(piece) }
            return (pieces.first, oversized)
        }
    }

    /// Drops single records that are larger than a batch may be.
    private func refuse(_ parts: [QueuePart<Data>], _ storage: QueueStorage<Data>?) async {
        let items = parts.reduce(0) { $0 + $1.items }
        let what = Data.signal.record
        let error = ConsumeError.permanent("one \(what) size is greater than max size, dropping items: \(items)")
        sending.lose(items, error)
        await finish(parts.map { QueueResult(part: $0, failure: error) }, storage)
    }

    /// Whether what failed by `error` stays in the storage for the next start.
    private func isKept(_ error: ConsumeError) -> Bool {
        guard !error.isPermanent else { return false }
        return state.withLock { $0.isClosed && $0.storage != nil }
    }

    /// Notes how the parts of a batch ended, frees the room of requests that are finished, and answers who waits for them.
    private func finish(_ results: [QueueResult<Data>], _ storage: QueueStorage<Data>?) async {
        let (ended, admitted) = state.withLock { state in
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
                state.room.free(entry.units, entry.bytes)
                state.room.letGo(entry)
            }
            return (ended, admitWaiters(&state))
        }
        for continuation in admitted { continuation.resume(returning: true) }
        if let storage { await storage.remove(ended.filter { !$0.isKept }) }
        guard settings.waitsForResult else { return }
        for entry in ended { takeWaiter(entry)?.resume(returning: entry.failure) }
    }

    private func takeWaiter(_ entry: QueueEntry<Data>) -> CheckedContinuation<ConsumeError?, Never>? {
        state.withLock { _ in
            defer { entry.waiter = nil }
            return entry.waiter
        }
    }

    /// Those who waited for room and have it now.
    private func admitWaiters(_ state: inout State) -> [CheckedContinuation<Bool, Never>] {
        let admitted = state.room.admitWaiters()
        state.arriving += admitted.count
        return admitted
    }

    // MARK: The end

    /// Takes nothing more; what waits in memory is sent without waiting for more of it.
    func close() {
        let (timer, woken) = state.withLock { state in
            state.isClosed = true
            for batch in state.batcher?.flush() ?? [] { state.ready.append(batch) }
            defer { state.timer = nil }
            return (state.timer, state.room.removeWaiters())
        }
        timer?.cancel()
        for continuation in woken { continuation.resume(returning: false) }
        startWorkers()
    }

    /// Gives up what waits in memory: counted, logged, and answered.
    private func abandon() {
        let batches = state.withLock { state in
            state.isAbandoned = true
            return state.storage == nil ? state.ready.removeAll() : []
        }
        let items = batches.reduce(0) { $0 + $1.items }
        let error = ConsumeError.retryable("the collector stops before the data was sent")
        if items > 0 { sending.lose(items, error) }
        let (entries, watchers) = state.withLock { state in
            var entries: [QueueEntry<Data>] = []
            for batch in batches { batch.forEachPart { $0.forEachEntry { entries.append($0) } } }
            return (entries, finished(&state))
        }
        for entry in entries { takeWaiter(entry)?.resume(returning: error) }
        for watcher in watchers { watcher.resume() }
    }

    /// Returns when everything was sent, given up or left in the storage; when the task is cancelled, what waits is given
    /// up at once.
    func drained() async {
        await withTaskCancellationHandler {
            await idle()
        } onCancel: {
            abandon()
        }
    }

    /// Returns when nothing is under way any more, and gives back the storage.
    func shutdown() async {
        await idle()
        let storage = state.withLock { state in
            state.host = nil
            defer { state.storage = nil }
            return state.storage
        }
        await storage?.close()
    }

    /// Returns when the queue is done with what it has, or abandoned and none of it is under way.
    private func idle() async {
        await withCheckedContinuation { continuation in
            let watchers = state.withLock { state in
                state.watchers.append(continuation)
                return finished(&state)
            }
            for watcher in watchers { watcher.resume() }
        }
    }

    /// Who is to hear that the queue is done, if it is.
    private func finished(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        guard !state.watchers.isEmpty, state.workers == 0, state.arriving == 0 else { return [] }
        guard state.ready.isEmpty || state.isAbandoned || state.storage != nil else { return [] }
        defer { state.watchers = [] }
        return state.watchers
    }
}

extension Signal {
    /// What upstream calls a record of the signal.
    fileprivate var record: String {
        switch self {
        case .traces: "span"
        case .metrics: "datapoint"
        case .logs: "log record"
        case .profiles: "sample"
        }
    }
}
