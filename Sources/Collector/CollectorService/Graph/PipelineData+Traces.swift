internal import CollectorAPI
internal import Pdata

extension Traces: PipelineData {
    static func processor<F: ProcessorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ next: any Consumer<Traces>
    ) throws -> any Processor<Traces> {
        try factory.traces(config, context, next)
    }

    static func exporter<F: ExporterFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext
    ) throws -> any Exporter<Traces> {
        try factory.traces(config, context)
    }

    static func connector<F: ConnectorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Traces> {
        try factory.traces(config, context, outputs)
    }

    static var slots: WritableKeyPath<GraphSlots, SignalSlots<Traces>> { \.traces }
    static var pipelineExporters: WritableKeyPath<PipelineExporters, [ComponentID: any Consumer<Traces>]> { \.traces }
    static var receiverOutput: WritableKeyPath<ReceiverOutputs, (any Consumer<Traces>)?> { \.traces }
    static var connectorOutput: WritableKeyPath<ConnectorOutputs, ConnectorOutput<Traces>?> { \.traces }
}
