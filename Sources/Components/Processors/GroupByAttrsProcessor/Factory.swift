public import CollectorAPI
public import Pdata

/// Makes groupbyattrs processors.
public struct GroupByAttrsProcessorFactory: ProcessorFactory {
    /// What users write under `groupbyattrs`.
    public typealias Config = GroupByAttrsSettings

    /// `groupbyattrs`.
    public var type: ComponentType { "groupbyattrs" }

    /// The name's other spelling.
    public var deprecatedAliases: [ComponentType] { ["group_by_attrs"] }

    /// Every signal but profiles, of which upstream has none either.
    public var stability: [Signal: Stability] { [.traces: .beta, .metrics: .beta, .logs: .beta] }

    /// The factory.
    public init() {}

    /// A processor that groups spans.
    public func traces(
        _ config: GroupByAttrsSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Traces>
    ) throws -> any Processor<Traces> {
        let grouping = Grouping(config, GroupingMetrics(context, items: "spans", item: "span"))
        return GroupByAttrsProcessor(next) { grouping.group(&$0) }
    }

    /// A processor that groups data points.
    public func metrics(
        _ config: GroupByAttrsSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Metrics>
    ) throws -> any Processor<Metrics> {
        let grouping = Grouping(config, GroupingMetrics(context, items: "metrics", item: "metric"))
        return GroupByAttrsProcessor(next) { grouping.group(&$0) }
    }

    /// A processor that groups log records.
    public func logs(
        _ config: GroupByAttrsSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Logs>
    ) throws -> any Processor<Logs> {
        let grouping = Grouping(config, GroupingMetrics(context, items: "logs", item: "log"))
        return GroupByAttrsProcessor(next) { grouping.group(&$0) }
    }
}
