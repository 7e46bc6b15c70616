internal import CollectorAPI
internal import Pdata

/// Telemetry that a graph builds pipelines for: what differs by signal in factories and outputs, so that all else is
/// written once.
protocol PipelineData: Telemetry {
    static func processor<F: ProcessorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ next: any Consumer<Self>
    ) throws -> any Processor<Self>

    static func exporter<F: ExporterFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext
    ) throws -> any Exporter<Self>

    static func connector<F: ConnectorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Self>

    /// Where the signal's consumers are kept while a graph is built.
    static var slots: WritableKeyPath<GraphSlots, SignalSlots<Self>> { get }

    /// Where a processor is given its pipeline's exporters.
    static var pipelineExporters: WritableKeyPath<PipelineExporters, [ComponentID: any Consumer<Self>]> { get }

    /// Where a receiver is given its output.
    static var receiverOutput: WritableKeyPath<ReceiverOutputs, (any Consumer<Self>)?> { get }

    /// Where a connector is given its output.
    static var connectorOutput: WritableKeyPath<ConnectorOutputs, ConnectorOutput<Self>?> { get }
}

/// The consumers of one signal that exist so far.
struct SignalSlots<Data: Telemetry> {
    var pipelines: [PipelineID: any Consumer<Data>] = [:]
    var exporters: [ComponentID: any Consumer<Data>] = [:]
    var connectors: [ComponentID: any Consumer<Data>] = [:]
}

/// The consumers of every signal that exist so far.
struct GraphSlots {
    var traces = SignalSlots<Traces>()
    var metrics = SignalSlots<Metrics>()
    var logs = SignalSlots<Logs>()
    var profiles = SignalSlots<Profiles>()
}

extension Signal {
    /// The type that carries the signal.
    var dataType: any PipelineData.Type {
        switch self {
        case .traces: Traces.self
        case .metrics: Metrics.self
        case .logs: Logs.self
        case .profiles: Profiles.self
        }
    }
}
