public import CollectorAPI
public import Pdata

/// Makes transform processors.
public struct TransformProcessorFactory: ProcessorFactory {
    /// What users write under `transform`.
    public typealias Config = TransformSettings

    /// `transform`.
    public var type: ComponentType { "transform" }

    /// Every signal.
    public var stability: [Signal: Stability] {
        [.traces: .beta, .metrics: .beta, .logs: .beta, .profiles: .development]
    }

    /// The factory.
    public init() {}

    /// A processor that runs the statements for traces.
    public func traces(
        _ config: TransformSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Traces>
    ) throws -> any Processor<Traces> {
        try TransformProcessor(config.traceStatements, config, context, next)
    }

    /// A processor that runs the statements for metrics.
    public func metrics(
        _ config: TransformSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Metrics>
    ) throws -> any Processor<Metrics> {
        try TransformProcessor(config.metricStatements, config, context, next)
    }

    /// A processor that runs the statements for logs.
    public func logs(
        _ config: TransformSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Logs>
    ) throws -> any Processor<Logs> {
        try TransformProcessor(config.logStatements, config, context, next)
    }

    /// A processor that runs the statements for profiles.
    public func profiles(
        _ config: TransformSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Profiles>
    ) throws -> any Processor<Profiles> {
        try TransformProcessor(config.profileStatements, config, context, next)
    }
}
