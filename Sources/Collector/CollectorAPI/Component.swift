/// Something that a collector starts and stops.
///
/// The contract, kept by every component and checked by CollectorTestKit's contract suite:
/// - Creating a component has no effect outside it: no socket, file, task or thread.
/// - `start` returns when the component is ready, and does not block on a peer. It is called once.
/// - `shutdown` returns when nothing of the component is left running and all that it held is passed on or reported.
///   It is safe without a `start`, and after a `start` that threw. Components upstream of it were shut down before.
///   When its task is cancelled, the time for it is over: it gives up and reports what it still holds, and returns.
/// - Background work starts through ``Host/spawn(_:)``, never by a plain `Task {}`, which would leave the loop.
/// - A loop is never held longer than 50 ms: long computing and blocking calls go through ``Host/offLoop(_:)``.
public protocol Component: Sendable {
    /// Makes the component ready.
    ///
    /// - Throws: what kept it from becoming ready; the collector then stops with an error.
    func start(_ host: any Host) async throws

    /// Ends the component's work.
    ///
    /// - Throws: what could not be passed on or closed; the collector reports it and goes on shutting down.
    func shutdown() async throws
}

extension Component {
    /// Nothing to make ready.
    public func start(_ host: any Host) async throws {}

    /// Nothing to end.
    public func shutdown() async throws {}
}

/// Brings telemetry into pipelines.
public protocol Receiver: Component {}

/// Takes telemetry, and passes it on changed, delayed or thinned.
public protocol Processor<Data>: Component, Consumer {}

/// Takes telemetry out of the collector.
public protocol Exporter<Data>: Component, Consumer {}

/// Ends some pipelines as an exporter and begins others as a receiver.
public protocol Connector<Data>: Component, Consumer {}

/// Serves the collector beside its pipelines.
public protocol Extension: Component {
    /// Called when all pipelines have started.
    func pipelinesReady() async throws

    /// Called when shutdown begins, before any receiver stops.
    func pipelinesStopping() async throws
}

extension Extension {
    /// Nothing to do when pipelines are ready.
    public func pipelinesReady() async throws {}

    /// Nothing to do when pipelines stop.
    public func pipelinesStopping() async throws {}
}
