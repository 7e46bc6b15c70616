internal import CollectorAPI
internal import Pdata

extension Profiles: PipelineData {
    static func processor<F: ProcessorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ next: any Consumer<Profiles>
    ) throws -> any Processor<Profiles> {
        try factory.profiles(config, context, next)
    }

    static func exporter<F: ExporterFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext
    ) throws -> any Exporter<Profiles> {
        try factory.profiles(config, context)
    }

    static func connector<F: ConnectorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Profiles> {
        try factory.profiles(config, context, outputs)
    }

    static var slots: WritableKeyPath<GraphSlots, SignalSlots<Profiles>> { \.profiles }
    static var pipelineExporters: WritableKeyPath<PipelineExporters, [ComponentID: any Consumer<Profiles>]> {
        \.profiles
    }
    static var receiverOutput: WritableKeyPath<ReceiverOutputs, (any Consumer<Profiles>)?> { \.profiles }
    static var connectorOutput: WritableKeyPath<ConnectorOutputs, ConnectorOutput<Profiles>?> { \.profiles }
}
