internal import CollectorAPI

/// Takes memory back from clients that are slow to send what they announced, and from idle HTTP/2 connections, while
/// others are refused for want of it.
final class PressureRelief: Sendable {
    private struct State {
        var watch: MemoryBudget.Watch?
        var rounds: Task<Void, Never>?
        var isStopped = false
        var lastWarning: ContinuousClock.Instant?
    }

    /// The time between two rounds: by then an upload that paused in one is too slow in the next.
    private static let interval = Duration.milliseconds(UploadPace.patience)

    private static let warningInterval = Duration.seconds(60)

    private let budget: MemoryBudget
    private let connections: ServerConnections
    private let logger: Logger
    private let state = Lock(State())

    init(_ budget: MemoryBudget, _ connections: ServerConnections, _ logger: Logger) {
        self.budget = budget
        self.connections = connections
        self.logger = logger
    }

    /// Watches the budget until ``stop()``, which must be called.
    func start() {
        let watch = budget.onPressure { [weak self] in self?.begin() }
        let isStopped = state.withLock { state in
            if !state.isStopped { state.watch = watch }
            return state.isStopped
        }
        if isStopped { budget.end(watch) }
    }

    func stop() async {
        let (watch, rounds) = state.withLock { state in
            state.isStopped = true
            defer { state.watch = nil }
            return (state.watch, state.rounds)
        }
        if let watch { budget.end(watch) }
        rounds?.cancel()
        await rounds?.value
    }

    private func begin() {
        let isWarningDue = state.withLock { state in
            guard !state.isStopped else { return false }
            if state.rounds == nil { state.rounds = Task { await self.work() } }
            let now = ContinuousClock.now
            if let last = state.lastWarning, last.duration(to: now) < Self.warningInterval { return false }
            state.lastWarning = now
            return true
        }
        guard isWarningDue else { return }
        logger.warn(
            "Memory budget is used up. Refusing requests.",
            [
                LogField("used_bytes", .int(budget.used)), LogField("limit_bytes", .int(budget.limit)),
                LogField("limit_for_requests_bytes", .int(budget.limitForRequests)),
            ]
        )
    }

    private func work() async {
        repeat {
            connections.relieve()
            try? await LoopGroup.shared.clock.sleep(for: Self.interval)
        } while !isOver()
    }

    private func isOver() -> Bool {
        state.withLock { state in
            guard Task.isCancelled || !budget.isUnderPressure else { return false }
            state.rounds = nil
            return true
        }
    }
}
