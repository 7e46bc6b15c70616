internal import CollectorAPI
internal import CollectorConfig
internal import Pdata

/// What has been taken and is not sent yet, and the workers that send it.
///
/// A worker is a task that lives while there is something to send. On a loop it begins at once, inside the call that
/// hands data in, so that data that need not wait is sent without a switch of tasks.
///
/// With a storage, a request stays there until it is confirmed or given up, so that what is sent twice, after a stop or a
/// kill, was not confirmed: no more than a batch for each worker. What a batch cuts is stored in pieces before it is sent,
/// unless the storage has no room for them: then its requests come again as a whole until all of their pieces are finished.
final class SendingQueue<Data: Telemetry>: Sendable {
    private let settings: QueueSettings
    private let context: ComponentContext
    private let metrics: QueueMetrics
    private let sending: QueueSending<Data>
    private let reader: QueueReader<Data>
    private let state: Lock<QueueState<Data>>
    private let pressure = Lock<MemoryBudget.Watch?>(nil)

    init(_ settings: QueueSettings, _ context: ComponentContext, _ delivery: Delivery<Data>) {
        self.settings = settings
        self.context = context
        metrics = QueueMetrics(Data.signal, context)
        sending = QueueSending(delivery, metrics, context.logger, callersWait: settings.waitsForResult)
        reader = QueueReader(context.logger)
        state = Lock(QueueState(settings))
        QueueMetrics.observe(Data.signal, context, capacity: settings.size) { [weak self] in
            self?.state.withLock { $0.room.used } ?? 0
        }
    }

    // MARK: Start

    /// Takes data from now on, and sends what the storage still holds.
    ///
    /// - Throws: why the storage cannot be used.
    func start(_ host: any Host) async throws {
        // What is said of a lack of memory is said where requests are read, which is not to wait for the queue.
        let watch = MemoryBudget.shared.onPressure { [state] in
            host.spawn { state.withLock { $0.dropCompressedForms() } }
        }
        pressure.withLock { $0 = watch }
        guard settings.storage.id != nil else {
            state.withLock { $0.host = host }
            return
        }
        let (storage, kept) = try await QueueStorage<Data>.open(settings.storage, context, host)
        let entries = kept.map { QueueEntry<Data>($0, settings.sizer) }
        state.withLock { state in
            state.host = host
            state.storage = storage
            state.resume(entries)
            startTimer(&state)
        }
        startWorkers()
    }

    // MARK: Taking

    /// Takes `data`; returns when the queue answers for it or, where callers wait for the result, when it is sent.
    ///
    /// - Throws: a retryable error when there is no room, unless the settings or `waitsForRoom` say to wait for it.
    func offer(_ data: Data, waitsForRoom: Bool = false) async throws(ConsumeError) {
        let entry = QueueEntry(data, client: ClientContext.current, settings.sizer)
        do throws(ConsumeError) {
            if let storage = try await enter(entry, waitsForRoom || settings.blocksOnOverflow) {
                try await keep(entry, storage)
            }
        } catch {
            metrics.refused.add(data.itemCount)
            throw error
        }
        metrics.took(data)
        guard settings.waitsForResult else { return arrive(entry) }
        if let failure = await result(of: entry) { throw failure }
    }

    /// Gets room for `entry`, waiting for it where `waits` says so, and returns the storage that it is to be kept in.
    private func enter(_ entry: QueueEntry<Data>, _ waits: Bool) async throws(ConsumeError) -> QueueStorage<Data>? {
        let (answer, storage) = state.withLock { ($0.ask(entry), $0.storage) }
        switch answer {
        case .taken: return storage
        case .closed: throw .retryable("the exporter is not running")
        case .tooLarge: throw .permanent("element size too large")
        case .full:
            guard waits else { throw .retryable("sending queue is full", after: .seconds(1)) }
            guard await waitForRoom(entry) else {
                throw .retryable("sending queue is full, and waiting for room ended", after: .seconds(1))
            }
            return storage
        }
    }

    /// Whether `entry` got room before the queue closed or the task was cancelled.
    private func waitForRoom(_ entry: QueueEntry<Data>) async -> Bool {
        let id = state.withLock { $0.newWaiterID() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state in
                    guard !Task.isCancelled else { return QueueRoom.Answer.closed }
                    let answer = state.ask(entry)
                    if answer == .full { state.wait(id, entry, continuation) }
                    return answer
                }
                if answer != .full { continuation.resume(returning: answer == .taken) }
            }
        } onCancel: {
            state.withLock { $0.removeWaiter(id) }?.resume(returning: false)
        }
    }

    private func keep(_ entry: QueueEntry<Data>, _ storage: QueueStorage<Data>) async throws(ConsumeError) {
        do throws(ConsumeError) {
            try await storage.keep(entry)
        } catch {
            let (admitted, watchers) = state.withLock { state in
                state.turnBack(entry)
                return (state.admitWaiters(), state.takeWatchers())
            }
            for continuation in admitted { continuation.resume(returning: true) }
            for watcher in watchers { watcher.resume() }
            throw error
        }
    }

    /// Puts `entry`, which has its room, in line.
    private func arrive(_ entry: QueueEntry<Data>) {
        let (work, watchers) = state.withLock { state -> (QueueState<Data>.Work?, [CheckedContinuation<Void, Never>]) in
            state.arrive(entry)
            startTimer(&state)
            return (state.nextWorker(), state.takeWatchers())
        }
        for watcher in watchers { watcher.resume() }
        if let work { start(work) }
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

    private func takeWaiter(_ entry: QueueEntry<Data>) -> CheckedContinuation<ConsumeError?, Never>? {
        state.withLock { _ in
            defer { entry.waiter = nil }
            return entry.waiter
        }
    }

    // MARK: Time

    private func startTimer(_ state: inout QueueState<Data>) {
        guard state.timer == nil, !state.isClosed, let host = state.host, state.batcher?.nextDeadline != nil else {
            return
        }
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
            let deadline = state.expire(at: host.clock.now)
            // A closing queue waits for the task to end.
            if deadline == nil, !state.isClosed { state.timer = nil }
            return deadline
        }
    }

    // MARK: Workers

    private func startWorkers() {
        while let work = state.withLock({ $0.nextWorker() }) { start(work) }
    }

    private func start(_ work: QueueState<Data>.Work) {
        work.host.spawnImmediate { await self.work(work.batch, work.host) }
    }

    private func work(_ first: QueueBatch<Data>, _ host: any Host) async {
        var next: QueueBatch<Data>? = first
        while let batch = next {
            await send(batch, host)
            next = state.withLock { $0.nextWork() }
        }
        for watcher in state.withLock({ $0.takeWatchers() }) { watcher.resume() }
    }

    private func send(_ batch: QueueBatch<Data>, _ host: any Host) async {
        let storage = settings.storage.id == nil ? nil : state.withLock { $0.storage }
        guard let batch = await load(batch, storage, host) else { return }
        guard !batch.isUnsorted else { return sort(batch.first.entry) }
        let (piece, oversized) = await cut(batch, storage)
        await refuse(oversized, storage)
        guard let piece else { return }
        let results = await sending.send(piece, on: host) { error in
            !error.isPermanent && self.state.withLock { $0.keepsFailures }
        }
        await finish(results, storage)
    }

    /// Reads what is in the storage only. What is damaged is lost, and reported; what cannot be read for now is put in
    /// line again.
    private func load(
        _ batch: QueueBatch<Data>,
        _ storage: QueueStorage<Data>?,
        _ host: any Host
    ) async -> QueueBatch<Data>? {
        guard let storage else { return batch }
        var patience = QueueReader<Data>.Patience()
        var whole: [QueuePart<Data>] = []
        for part in [batch.first] + batch.rest {
            do throws(ConsumeError) {
                if part.cut == nil { try await reader.load(part.entry, storage, &patience, host) }
                whole.append(part)
            } catch {
                guard error.isPermanent else {
                    putBack(part.entry)
                    continue
                }
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

    /// Puts `entry`, of which it is known now who sent it, in line.
    private func sort(_ entry: QueueEntry<Data>) {
        state.withLock { state in
            state.put(entry)
            startTimer(&state)
        }
        startWorkers()
    }

    private func putBack(_ entry: QueueEntry<Data>) {
        state.withLock { state in
            state.place(entry)
            startTimer(&state)
        }
    }

    /// Joins the parts of `batch` and cuts them to size: the first piece is returned, with those that no cut makes small
    /// enough; the others are put in line.
    private func cut(
        _ batch: QueueBatch<Data>,
        _ storage: QueueStorage<Data>?
    ) async -> (piece: QueueBatch<Data>?, oversized: [QueuePart<Data>]) {
        guard let gathering = settings.batch.value else { return (batch, []) }
        let maxSize = gathering.maxSize > 0 ? gathering.maxSize : nil
        guard !batch.rest.isEmpty || maxSize != nil else { return (batch, []) }
        let pieces = batch.pieces(maxSize: maxSize, settings.batchSizer)
        if pieces.count == 1, pieces[0].joined != nil { return (pieces[0], []) }
        let limit = settings.batchSizer == .bytes ? maxSize ?? .max : .max
        if let storage, let stored = await store(pieces.filter { $0.bytes <= limit }, of: batch, storage) {
            let (piece, admitted) = state.withLock { state in
                defer { startTimer(&state) }
                return (state.exchange(batch, for: stored), state.admitWaiters())
            }
            for continuation in admitted { continuation.resume(returning: true) }
            startWorkers()
            lose(pieces.map(\.first).filter { $0.bytes > limit })
            return (piece, [])
        }
        let piece = state.withLock { state in
            batch.forEachPart { $0.forEachEntry { $0.openParts -= 1 } }
            for piece in pieces { piece.first.forEachEntry { $0.openParts += 1 } }
            defer { startTimer(&state) }
            return state.replace(batch, by: pieces.filter { $0.bytes <= limit })
        }
        startWorkers()
        return (piece, pieces.map(\.first).filter { $0.bytes > limit })
    }

    /// Stores the pieces of `batch` in place of its requests, so that what is confirmed of a request never comes again.
    ///
    /// - Returns: the pieces as requests of their own; nil when the storage does not take them: the requests stay whole
    ///   there until all of their pieces are finished.
    private func store(
        _ pieces: [QueueBatch<Data>],
        of batch: QueueBatch<Data>,
        _ storage: QueueStorage<Data>
    ) async -> [QueueBatch<Data>]? {
        guard let entries = batch.wholeEntries else { return nil }
        let stored = pieces.compactMap { piece in
            piece.first.cut.map { cut in
                let entry = QueueEntry(cut, client: piece.client ?? piece.first.entry.client, settings.sizer)
                return QueueBatch(first: QueuePart(entry: entry), client: piece.client, isFlush: piece.isFlush)
            }
        }
        do {
            try await storage.replace(entries, by: stored.map(\.first.entry))
            return stored
        } catch {
            context.logger.debug(
                "The pieces of a batch could not be stored. Its requests stay stored as they came.",
                [LogField("error", .string("\(error)"))]
            )
            return nil
        }
    }

    /// Drops single records that are larger than a batch may be.
    private func refuse(_ parts: [QueuePart<Data>], _ storage: QueueStorage<Data>?) async {
        guard let error = lose(parts) else { return }
        await finish(parts.map { QueueResult(part: $0, failure: error) }, storage)
    }

    /// Counts and logs single records that are larger than a batch may be, and returns why they are lost.
    @discardableResult
    private func lose(_ parts: [QueuePart<Data>]) -> ConsumeError? {
        guard !parts.isEmpty else { return nil }
        let items = parts.reduce(0) { $0 + $1.items }
        let what = Data.signal.record
        let error = ConsumeError.permanent("one \(what) size is greater than max size, dropping items: \(items)")
        sending.lose(items, error)
        return error
    }

    /// Notes how the parts of a batch ended, frees the room of requests that are finished, and answers who waits for them.
    private func finish(_ results: [QueueResult<Data>], _ storage: QueueStorage<Data>?) async {
        let (ended, admitted) = state.withLock { ($0.finish(results), $0.admitWaiters()) }
        for continuation in admitted { continuation.resume(returning: true) }
        if let storage {
            await storage.remove(ended.filter { !$0.isKept })
            await keepRests(results, storage)
        }
        guard settings.waitsForResult else { return }
        for entry in ended { takeWaiter(entry)?.resume(returning: entry.failure) }
    }

    /// Replaces requests that were sent in part by what is left of them for the next start.
    private func keepRests(_ results: [QueueResult<Data>], _ storage: QueueStorage<Data>) async {
        for result in results where result.isKept && !result.rest.isEmpty && result.part.cut == nil {
            let entry = result.part.entry
            let rests = Data.joined(result.rest).map { QueueEntry($0, client: entry.client, settings.sizer) }
            do {
                try await storage.replace([entry], by: rests)
            } catch {
                context.logger.warn(
                    "What is left of a request could not be stored. The next start sends all of it again.",
                    [LogField("error", .string("\(error)"))]
                )
            }
        }
    }

    // MARK: The end

    /// Takes nothing more; what waits in memory is sent without waiting for more of it.
    func close() {
        let (timer, waiters) = state.withLock { ($0.timer, $0.close()) }
        timer?.cancel()
        reader.close()
        for continuation in waiters { continuation.resume(returning: false) }
        startWorkers()
    }

    /// Gives up what waits in memory: counted, logged, and answered.
    private func abandon() {
        let batches = state.withLock { $0.abandon() }
        let error = ConsumeError.retryable("the collector stops before the data was sent")
        if !batches.isEmpty { sending.lose(batches.reduce(0) { $0 + $1.items }, error) }
        for batch in batches {
            batch.forEachPart { $0.forEachEntry { takeWaiter($0)?.resume(returning: error) } }
        }
        for watcher in state.withLock({ $0.takeWatchers() }) { watcher.resume() }
    }

    /// Returns when everything was sent, given up or left in the storage; when the task is cancelled, what waits is given
    /// up, and this returns at once.
    func drained() async {
        await withTaskCancellationHandler {
            await idle(isLast: false)
        } onCancel: {
            abandon()
        }
    }

    /// Returns when nothing is under way any more, and gives back the storage.
    func shutdown() async {
        if let watch = pressure.withLock({ $0 }) { MemoryBudget.shared.end(watch) }
        await idle(isLast: true)
        // What came into line after it was abandoned.
        abandon()
        let (storage, timer) = state.withLock { state in
            state.host = nil
            defer {
                state.storage = nil
                state.timer = nil
            }
            return (state.storage, state.timer)
        }
        await timer?.value
        await storage?.close()
    }

    private func idle(isLast: Bool) async {
        await withCheckedContinuation { continuation in
            let watchers = state.withLock { state in
                state.watch(continuation, isLast: isLast)
                return state.takeWatchers()
            }
            for watcher in watchers { watcher.resume() }
        }
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
