public import CollectorAPI
public import Pdata

/// Makes `routing` processors.
public struct RoutingProcessorFactory: ProcessorFactory {
    /// What users write under `routing`.
    public typealias Config = RoutingProcessorSettings

    /// `routing`.
    public var type: ComponentType { "routing" }

    /// Every signal but profiles, of which upstream had none either.
    public var stability: [Signal: Stability] { [.traces: .deprecated, .metrics: .deprecated, .logs: .deprecated] }

    /// The factory.
    public init() {}

    /// A processor that hands traces to exporters.
    public func traces(
        _ config: RoutingProcessorSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Traces>
    ) throws -> any Processor<Traces> {
        try RoutingProcessor(config, context, context.exporters.traces)
    }

    /// A processor that hands metrics to exporters.
    public func metrics(
        _ config: RoutingProcessorSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Metrics>
    ) throws -> any Processor<Metrics> {
        try RoutingProcessor(config, context, context.exporters.metrics)
    }

    /// A processor that hands logs to exporters.
    public func logs(
        _ config: RoutingProcessorSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Logs>
    ) throws -> any Processor<Logs> {
        try RoutingProcessor(config, context, context.exporters.logs)
    }
}
