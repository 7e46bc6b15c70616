internal import CollectorAPI
internal import Pdata

/// What a groupbyattrs processor counts, under upstream's names.
struct GroupingMetrics: Sendable {
    private let grouped: Counter
    private let others: Counter
    /// Into how many resources requests were sorted.
    let groups: Histogram

    /// - Parameters:
    ///   - items: what is grouped, in the plural.
    ///   - item: the same in the singular.
    init(_ context: ComponentContext, items: String, item: String) {
        grouped = context.metrics.counter(
            "processor_groupbyattrs_num_grouped_\(items)",
            help: "Number of \(items) that had attributes grouped.",
            attributes: [:]
        )
        others = context.metrics.counter(
            "processor_groupbyattrs_num_non_grouped_\(items)",
            help: "Number of \(items) that did not have attributes grouped.",
            attributes: [:]
        )
        groups = context.metrics.histogram(
            "processor_groupbyattrs_\(item)_groups",
            help: "Distribution of groups extracted for \(items).",
            attributes: [:]
        )
    }

    func countUngrouped(_ data: some Telemetry) { others.add(data.itemCount) }

    func count(_ group: AttributeGroup, _ data: some Telemetry) {
        (group.isEmpty ? others : grouped).add(data.itemCount)
    }
}
