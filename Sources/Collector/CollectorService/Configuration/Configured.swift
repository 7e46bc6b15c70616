internal import CollectorAPI
internal import CollectorConfig
internal import ExporterKit
internal import Pdata

/// A component as configured: its id, its factory, and its settings decoded.
struct Configured<F: Factory>: Sendable {
    let id: ComponentID
    let position: SourcePosition?
    let factory: F
    let config: F.Config
}

/// What is the same for components of every kind.
protocol ConfiguredComponent: Sendable {
    var id: ComponentID { get }
    var position: SourcePosition? { get }

    /// The settings with every default, for printing.
    func encoded(_ options: EncodingOptions) -> ConfigNode
}

extension Configured: ConfiguredComponent {
    func encoded(_ options: EncodingOptions) -> ConfigNode { config.encode(options) }
}

protocol ConfiguredReceiver: ConfiguredComponent {
    var stability: [Signal: Stability] { get }
    func receiver(_ context: ComponentContext, _ outputs: ReceiverOutputs) throws -> any Receiver
}

extension Configured: ConfiguredReceiver where F: ReceiverFactory {
    var stability: [Signal: Stability] { factory.stability }

    func receiver(_ context: ComponentContext, _ outputs: ReceiverOutputs) throws -> any Receiver {
        try factory.receiver(config, context, outputs)
    }
}

protocol ConfiguredProcessor: ConfiguredComponent {
    var stability: [Signal: Stability] { get }
    func processor<Data: PipelineData>(
        _ context: ComponentContext,
        _ next: any Consumer<Data>
    ) throws -> any Processor<Data>
}

extension Configured: ConfiguredProcessor where F: ProcessorFactory {
    var stability: [Signal: Stability] { factory.stability }

    func processor<Data: PipelineData>(
        _ context: ComponentContext,
        _ next: any Consumer<Data>
    ) throws -> any Processor<Data> {
        try Data.processor(factory, config, context, next)
    }
}

protocol ConfiguredExporter: ConfiguredComponent {
    var stability: [Signal: Stability] { get }

    /// The storage that keeps its sending queue over restarts.
    var queueStorage: ComponentID? { get }

    func exporter<Data: PipelineData>(_ type: Data.Type, _ context: ComponentContext) throws -> any Exporter<Data>
}

extension Configured: ConfiguredExporter where F: ExporterFactory {
    var stability: [Signal: Stability] { factory.stability }

    var queueStorage: ComponentID? {
        (config as? any QueueingSettings)?.queue.value?.storage.id
    }

    func exporter<Data: PipelineData>(_ type: Data.Type, _ context: ComponentContext) throws -> any Exporter<Data> {
        try Data.exporter(factory, config, context)
    }
}

protocol ConfiguredConnector: ConfiguredComponent {
    var stability: [SignalPair: Stability] { get }
    func connector<Data: PipelineData>(
        _ type: Data.Type,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Data>
}

extension Configured: ConfiguredConnector where F: ConnectorFactory {
    var stability: [SignalPair: Stability] { factory.stability }

    func connector<Data: PipelineData>(
        _ type: Data.Type,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Data> {
        try Data.connector(factory, config, context, outputs)
    }
}

protocol ConfiguredExtension: ConfiguredComponent {
    func make(_ context: ComponentContext) throws -> any Extension
}

extension Configured: ConfiguredExtension where F: ExtensionFactory {
    func make(_ context: ComponentContext) throws -> any Extension { try factory.make(config, context) }
}
