internal import AttributeActions
public import CollectorAPI
public import Pdata
internal import PropertyMatching

/// Makes attributes processors.
public struct AttributesProcessorFactory: ProcessorFactory {
    /// What users write under `attributes`.
    public typealias Config = AttributesSettings

    /// `attributes`.
    public var type: ComponentType { "attributes" }

    /// Every signal but profiles, of which upstream has none either.
    public var stability: [Signal: Stability] { [.traces: .beta, .metrics: .beta, .logs: .beta] }

    /// The factory.
    public init() {}

    /// A processor that changes spans' attributes.
    public func traces(
        _ config: AttributesSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Traces>
    ) throws -> any Processor<Traces> {
        let actions = try AttributeActions(config.actions)
        let matcher = try SpanMatcher(include: config.include, exclude: config.exclude)
        guard !matcher.passesAll else {
            return AttributesProcessor(next) { traces, client in
                traces.editSpans { actions.apply(to: &$0.attributes, client) }
            }
        }
        return AttributesProcessor(next) { traces, client in
            traces.editSpans(where: { matcher.passes($0) }) { actions.apply(to: &$0.attributes, client) }
        }
    }

    /// A processor that changes data points' attributes.
    public func metrics(
        _ config: AttributesSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Metrics>
    ) throws -> any Processor<Metrics> {
        let actions = try AttributeActions(config.actions)
        let matcher = try MetricMatcher(include: config.include, exclude: config.exclude)
        guard !matcher.passesAll else {
            return AttributesProcessor(next) { metrics, client in
                metrics.editDataPoints { actions.apply(to: &$0.attributes, client) }
            }
        }
        return AttributesProcessor(next) { metrics, client in
            metrics.editMetrics(where: { matcher.passes($0) }) { metric in
                metric.editDataPoints { actions.apply(to: &$0.attributes, client) }
            }
        }
    }

    /// A processor that changes log records' attributes.
    public func logs(
        _ config: AttributesSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Logs>
    ) throws -> any Processor<Logs> {
        let actions = try AttributeActions(config.actions)
        let matcher = try LogRecordMatcher(include: config.include, exclude: config.exclude)
        guard !matcher.passesAll else {
            return AttributesProcessor(next) { logs, client in
                logs.editLogRecords { actions.apply(to: &$0.attributes, client) }
            }
        }
        return AttributesProcessor(next) { logs, client in
            logs.editLogRecords(where: { matcher.passes($0) }) { actions.apply(to: &$0.attributes, client) }
        }
    }
}
