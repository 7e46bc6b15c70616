internal import CollectorAPI
internal import CollectorNet

/// What a running collector offers to its components.
final class ServiceHost: Host {
    let clock: any CollectorClock
    let statuses = StatusTracker()
    private let logger: Logger
    private let onFatal: @Sendable (ComponentInstance, String) -> Void
    private let extensions = Lock<[ComponentID: any Extension]>([:])

    /// A host that calls `onFatal` when a component reports that the collector cannot go on.
    init(
        clock: any CollectorClock,
        logger: Logger,
        onFatal: @escaping @Sendable (ComponentInstance, _ message: String) -> Void
    ) {
        self.clock = clock
        self.logger = logger
        self.onFatal = onFatal
    }

    /// Makes `extension` known to the other components.
    func add(_ id: ComponentID, _ extension: any Extension) {
        extensions.withLock { $0[id] = `extension` }
    }

    func extension_(_ id: ComponentID) -> (any Extension)? { extensions.withLock { $0[id] } }

    @discardableResult
    func spawn(_ operation: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task.detached(executorPreference: LoopGroup.shared.next()) { await operation() }
    }

    func spawnImmediate(_ operation: @escaping @Sendable () async -> Void) {
        guard let loop = EventLoop.current else {
            spawn(operation)
            return
        }
        Task.immediate(executorPreference: loop) { await operation() }
    }

    func offLoop<Result: Sendable>(_ operation: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withTaskExecutorPreference(globalConcurrentExecutor) { try await operation() }
    }

    func report(_ status: ComponentStatus, from id: ComponentID, kind: ComponentKind) {
        let instance = ComponentInstance(id: id, kind: kind)
        guard statuses.hasStarted(instance) else {
            logger.warn("Invalid transition", [LogField("component", .string("\(instance)"))])
            return
        }
        guard statuses.report(status, from: instance) else { return }
        if case .fatalError(let message) = status { onFatal(instance, message) }
    }
}
