public import CollectorAPI
public import Pdata

/// Makes metricstransform processors.
public struct MetricsTransformProcessorFactory: ProcessorFactory {
    /// What users write under `metricstransform`.
    public typealias Config = MetricsTransformSettings

    /// `metricstransform`.
    public var type: ComponentType { "metricstransform" }

    /// The name's other spelling.
    public var deprecatedAliases: [ComponentType] { ["metrics_transform"] }

    /// Metrics only.
    public var stability: [Signal: Stability] { [.metrics: .beta] }

    /// The factory.
    public init() {}

    /// A processor that transforms metrics.
    public func metrics(
        _ config: MetricsTransformSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Metrics>
    ) throws -> any Processor<Metrics> {
        MetricsTransformProcessor(next, try MetricsTransform(config, context.logger))
    }
}
