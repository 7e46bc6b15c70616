internal import CollectorAPI
internal import Pdata

extension Metrics: PipelineData {
    static func processor<F: ProcessorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ next: any Consumer<Metrics>
    ) throws -> any Processor<Metrics> {
        try factory.metrics(config, context, next)
    }

    static func exporter<F: ExporterFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext
    ) throws -> any Exporter<Metrics> {
        try factory.metrics(config, context)
    }

    static func connector<F: ConnectorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Metrics> {
        try factory.metrics(config, context, outputs)
    }

    static var slots: WritableKeyPath<GraphSlots, SignalSlots<Metrics>> { \.metrics }
    static var pipelineExporters: WritableKeyPath<PipelineExporters, [ComponentID: any Consumer<Metrics>]> { \.metrics }
    static var receiverOutput: WritableKeyPath<ReceiverOutputs, (any Consumer<Metrics>)?> { \.metrics }
    static var connectorOutput: WritableKeyPath<ConnectorOutputs, ConnectorOutput<Metrics>?> { \.metrics }
}
