/// What a running collector offers to its components.
public protocol Host: Sendable {
    /// The time.
    var clock: any CollectorClock { get }

    /// The extension called `id`, if it is configured and enabled under `service::extensions`.
    func extension_(_ id: ComponentID) -> (any Extension)?

    /// Runs `operation` in the background, on one of the collector's loops.
    ///
    /// The caller keeps the task, and ends it in its `shutdown`.
    @discardableResult
    func spawn(_ operation: @escaping @Sendable () async -> Void) -> Task<Void, Never>

    /// Runs `operation` in the background as ``spawn(_:)`` does; on a loop it begins at once, on that loop, and this call
    /// returns when it first suspends.
    ///
    /// Never called with a lock held that `operation` takes.
    func spawnImmediate(_ operation: @escaping @Sendable () async -> Void)

    /// Runs `operation` away from the loops, for work that computes long or blocks, and returns to the loop.
    func offLoop<Result: Sendable>(_ operation: @escaping @Sendable () async throws -> Result) async throws -> Result

    /// Reports a change in a component's health.
    func report(_ status: ComponentStatus, from id: ComponentID, kind: ComponentKind)
}

extension Host {
    /// Runs `operation` in the background, not at once.
    public func spawnImmediate(_ operation: @escaping @Sendable () async -> Void) {
        spawn(operation)
    }
}
