public import CollectorAPI
internal import CollectorNet

/// A host for a component under test, without a collector around it.
public final class TestHost: Host {
    /// A status that a component reported.
    public struct Report: Sendable {
        /// The status.
        public var status: ComponentStatus
        /// Whose it is.
        public var id: ComponentID
        /// Its kind.
        public var kind: ComponentKind
    }

    private struct State {
        var reports: [Report] = []
        var running = 0
        var idleWaiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextID = 0
    }

    /// The time.
    public let clock: any CollectorClock
    private let extensions: [ComponentID: any Extension]
    private let state = Lock(State())

    /// A host with the time of `clock`, which by default is the system's.
    public init(clock: any CollectorClock = SystemClock(), extensions: [ComponentID: any Extension] = [:]) {
        self.clock = clock
        self.extensions = extensions
    }

    /// What components reported so far.
    public var reports: [Report] { state.withLock { $0.reports } }

    /// The number of tasks spawned that have not ended.
    public var runningTasks: Int { state.withLock { $0.running } }

    /// The extension called `id`, if the host was given one.
    public func extension_(_ id: ComponentID) -> (any Extension)? { extensions[id] }

    /// Runs `operation` in a task of its own, which ``runningTasks`` counts.
    @discardableResult
    public func spawn(_ operation: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        state.withLock { $0.running += 1 }
        return Task.detached(executorPreference: LoopGroup.shared.next()) { [self] in
            await operation()
            ended()
        }
    }

    /// Runs `operation` as ``spawn(_:)`` does, at once when called on a loop, as a collector's host does.
    public func spawnImmediate(_ operation: @escaping @Sendable () async -> Void) {
        guard let loop = EventLoop.current else {
            spawn(operation)
            return
        }
        state.withLock { $0.running += 1 }
        Task.immediate(executorPreference: loop) { [self] in
            await operation()
            ended()
        }
    }

    /// Runs `operation` on the global executor.
    public func offLoop<Result: Sendable>(
        _ operation: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withTaskExecutorPreference(globalConcurrentExecutor) { try await operation() }
    }

    /// Remembers the report.
    public func report(_ status: ComponentStatus, from id: ComponentID, kind: ComponentKind) {
        state.withLock { $0.reports.append(Report(status: status, id: id, kind: kind)) }
    }

    /// Returns when every task spawned has ended.
    public func waitUntilIdle() async {
        await wait(id: newID())
    }

    /// Whether every task spawned ends within `duration`.
    public func isIdle(within duration: Duration) async -> Bool {
        let id = newID()
        let limit = Task.detached { [self] in
            guard (try? await Task.sleep(for: duration)) != nil else { return }
            state.withLock { $0.idleWaiters.removeValue(forKey: id) }?.resume()
        }
        await wait(id: id)
        limit.cancel()
        return runningTasks == 0
    }

    private func newID() -> Int {
        state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }

    private func wait(id: Int) async {
        await withCheckedContinuation { continuation in
            let idle = state.withLock { state in
                guard state.running > 0 else { return true }
                state.idleWaiters[id] = continuation
                return false
            }
            if idle { continuation.resume() }
        }
    }

    private func ended() {
        let waiters = state.withLock { state in
            state.running -= 1
            guard state.running == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.idleWaiters = [:] }
            return Array(state.idleWaiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }
}
