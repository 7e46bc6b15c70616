internal import CollectorAPI
internal import Pdata

extension Traces: ContractData {
    static func make<F: ProcessorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ next: RecordingConsumer<Traces>
    ) throws -> any Processor<Traces> {
        try factory.traces(config, context, next)
    }

    static func make<F: ExporterFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext
    ) throws -> any Exporter<Traces> {
        try factory.traces(config, context)
    }

    static func make<F: ConnectorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Traces> {
        try factory.traces(config, context, outputs)
    }
}

extension Metrics: ContractData {
    static func make<F: ProcessorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ next: RecordingConsumer<Metrics>
    ) throws -> any Processor<Metrics> {
        try factory.metrics(config, context, next)
    }

    static func make<F: ExporterFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext
    ) throws -> any Exporter<Metrics> {
        try factory.metrics(config, context)
    }

    static func make<F: ConnectorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Metrics> {
        try factory.metrics(config, context, outputs)
    }
}

extension Logs: ContractData {
    static func make<F: ProcessorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ next: RecordingConsumer<Logs>
    ) throws -> any Processor<Logs> {
        try factory.logs(config, context, next)
    }

    static func make<F: ExporterFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext
    ) throws -> any Exporter<Logs> {
        try factory.logs(config, context)
    }

    static func make<F: ConnectorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Logs> {
        try factory.logs(config, context, outputs)
    }
}

extension Profiles: ContractData {
    static func make<F: ProcessorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ next: RecordingConsumer<Profiles>
    ) throws -> any Processor<Profiles> {
        try factory.profiles(config, context, next)
    }

    static func make<F: ExporterFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext
    ) throws -> any Exporter<Profiles> {
        try factory.profiles(config, context)
    }

    static func make<F: ConnectorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Profiles> {
        try factory.profiles(config, context, outputs)
    }
}
