internal import CollectorAPI
internal import Pdata

extension Logs: PipelineData {
    static func processor<F: ProcessorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ next: any Consumer<Logs>
    ) throws -> any Processor<Logs> {
        try factory.logs(config, context, next)
    }

    static func exporter<F: ExporterFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext
    ) throws -> any Exporter<Logs> {
        try factory.logs(config, context)
    }

    static func connector<F: ConnectorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Logs> {
        try factory.logs(config, context, outputs)
    }

    static var slots: WritableKeyPath<GraphSlots, SignalSlots<Logs>> { \.logs }
    static var pipelineExporters: WritableKeyPath<PipelineExporters, [ComponentID: any Consumer<Logs>]> { \.logs }
    static var receiverOutput: WritableKeyPath<ReceiverOutputs, (any Consumer<Logs>)?> { \.logs }
    static var connectorOutput: WritableKeyPath<ConnectorOutputs, ConnectorOutput<Logs>?> { \.logs }
}
