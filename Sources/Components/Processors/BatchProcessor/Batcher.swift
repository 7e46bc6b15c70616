internal import CollectorAPI
internal import Pdata

/// Gathers the items of one combination of metadata into batches, and sends one batch at a time.
///
/// While a batch is under way, another batch's worth is taken; then callers wait, and are refused if that takes long.
final class Batcher<Data: Telemetry>: Sendable {
    private struct State {
        var parts: [Data] = []
        var items = 0
        /// When the parts are too old to wait any longer; nil when there are none, or they are to be sent anyway.
        var deadline: ContinuousClock.Instant?
        var isOverdue = false
        var isClosed = false
        var sender: Task<Void, Never>?
        var timer: Task<Void, Never>?
    }

    private enum Admission {
        case taken
        case full
        case closed
    }

    /// How long a caller waits for room: less than the usual timeout of a client, which should hear why.
    private static var patience: Duration { .seconds(5) }

    private let settings: BatchSettings
    private let size: Int
    private let maxSize: Int
    private let host: any Host
    private let room = RoomWaiters()
    private let sending: BatchSending<Data>
    private let metrics: BatchMetrics
    private let state = Lock(State())

    init(
        _ settings: BatchSettings,
        client: ClientContext,
        _ next: any Consumer<Data>,
        _ host: any Host,
        _ logger: Logger,
        _ metrics: BatchMetrics
    ) {
        self.settings = settings
        size = Int(settings.sendBatchSize)
        maxSize = settings.sendBatchMaxSize == 0 ? .max : Int(settings.sendBatchMaxSize)
        self.host = host
        self.metrics = metrics
        sending = BatchSending(next, client: client, host, logger, metrics)
    }

    /// Takes `data`, waiting for room if there is none.
    ///
    /// - Throws: `ConsumeError` when there is no room for too long.
    func add(_ data: Data) async throws {
        var deadline: ContinuousClock.Instant?
        while true {
            switch admit(data) {
            case .taken: return
            case .closed: throw ConsumeError.retryable("the batch processor is shutting down")
            case .full: break
            }
            let limit = deadline ?? host.clock.now.advanced(by: Self.patience)
            deadline = limit
            guard await room.wait(until: limit, on: host, unless: { self.hasRoom }) else {
                throw ConsumeError.retryable("the next component accepts too little: a whole batch waits already")
            }
        }
    }

    /// Sends everything, and returns when nothing is left.
    func shutdown() async {
        sending.close()
        let timer = state.withLock { state in
            state.isClosed = true
            startSender(&state)
            return state.timer
        }
        timer?.cancel()
        room.wakeAll()
        await timer?.value
        guard let sender = state.withLock({ $0.sender }) else { return }
        await withTaskCancellationHandler {
            await sender.value
        } onCancel: {
            sender.cancel()
        }
    }

    // MARK: Taking

    private var hasRoom: Bool { state.withLock { isRoomy($0) } }

    /// Whether more may be taken: always, unless a batch is under way and the next one is complete.
    private func isRoomy(_ state: State) -> Bool {
        let capacity = size > 0 ? size : Int(BatchSettings().sendBatchSize)
        return state.isClosed || state.sender == nil || state.items < capacity
    }

    private func admit(_ data: Data) -> Admission {
        state.withLock { state in
            guard !state.isClosed else { return .closed }
            guard isRoomy(state) else { return .full }
            state.parts.append(data)
            state.items += data.itemCount
            if isDue(state) {
                startSender(&state)
            } else if state.deadline == nil {
                startTimer(&state)
            }
            return .taken
        }
    }

    private func isDue(_ state: State) -> Bool {
        guard state.items > 0 else { return false }
        return state.isClosed || state.isOverdue || size == 0 || settings.timeout == .zero || state.items >= size
    }

    // MARK: Time

    private func startTimer(_ state: inout State) {
        state.deadline = host.clock.now.advanced(by: settings.timeout)
        guard state.timer == nil else { return }
        state.timer = host.spawn { await self.keepTime() }
    }

    /// Marks what waits as overdue at its deadline; ends when nothing waits.
    private func keepTime() async {
        while let deadline = nextDeadline() {
            do {
                try await host.clock.sleep(until: deadline)
            } catch {
                return
            }
        }
    }

    private func nextDeadline() -> ContinuousClock.Instant? {
        state.withLock { state in
            if let deadline = state.deadline, host.clock.now >= deadline {
                state.deadline = nil
                state.isOverdue = true
                startSender(&state)
            }
            if state.deadline == nil { state.timer = nil }
            return state.deadline
        }
    }

    // MARK: Sending

    private func startSender(_ state: inout State) {
        guard state.sender == nil, isDue(state) else { return }
        state.sender = host.spawn { await self.send() }
    }

    private func send() async {
        while let batches = take() {
            room.wakeAll()
            for batch in batches { await sending.send(batch) }
        }
        room.wakeAll()
    }

    /// What is to be sent now; nil when nothing is.
    private func take() -> [Data]? {
        let taken = state.withLock { state -> (parts: [Data], isFlush: Bool)? in
            guard isDue(state) else {
                state.sender = nil
                return nil
            }
            let isFlush =
                state.isOverdue || state.isClosed || state.items < size || size == 0 || settings.timeout == .zero
            (state.items < size ? metrics.timeoutTriggers : metrics.sizeTriggers).add()
            defer {
                state.parts = []
                state.items = 0
                state.deadline = nil
                state.isOverdue = false
            }
            return (state.parts, isFlush)
        }
        guard let taken else { return nil }
        var batches = Data.joined(taken.parts).flatMap { maxSize == .max ? [$0] : $0.split(maxItems: maxSize) }
        if !taken.isFlush, batches.count > 1, let last = batches.last, last.itemCount < size {
            batches.removeLast()
            putBack(last)
        }
        return batches
    }

    /// Keeps the end of a batch that was cut for the next one.
    private func putBack(_ rest: Data) {
        state.withLock { state in
            state.parts.insert(rest, at: 0)
            state.items += rest.itemCount
            if state.deadline == nil { startTimer(&state) }
        }
    }
}
