internal import Pdata

/// Moves attributes of items to their resources, and puts together what lies under equal ones.
struct Grouping: Sendable {
    private let keys: [String]
    private let metrics: GroupingMetrics

    init(_ settings: GroupByAttrsSettings, _ metrics: GroupingMetrics) {
        // Each key once, where it is written first.
        var keys: [String] = []
        for key in settings.keys where !key.isEmpty && !keys.contains(where: { $0.utf8.elementsEqual(key.utf8) }) {
            keys.append(key)
        }
        self.keys = keys
        self.metrics = metrics
    }

    func group(_ traces: inout Traces) {
        defer { metrics.groups.record(Double(traces.resourceCount)) }
        var isGrouped = false
        traces.forEachSpan { isGrouped = isGrouped || has($0.span.attributes) }
        guard isGrouped else {
            metrics.countUngrouped(traces)
            traces = traces.compacted()
            return
        }
        var parts: [Traces] = []
        for resource in traces.partitionResources(by: Self.each()) {
            let groups = resource.data.partitionSpans { AttributeGroup(keys, of: $0.span.attributes) }
            parts += groups.map { moved($0.key, $0.data) }
        }
        traces = Traces(joining: parts).compacted()
    }

    private func moved(_ group: AttributeGroup, _ data: Traces) -> Traces {
        metrics.count(group, data)
        guard !group.isEmpty else { return data }
        var data = data
        data.editResources { Self.add(group, to: &$0.attributes) }
        data.editSpans { Self.remove(group, from: &$0.attributes) }
        return data
    }

    func group(_ logs: inout Logs) {
        defer { metrics.groups.record(Double(logs.resourceCount)) }
        var isGrouped = false
        logs.forEachLogRecord { isGrouped = isGrouped || has($0.logRecord.attributes) }
        guard isGrouped else {
            metrics.countUngrouped(logs)
            logs = logs.compacted()
            return
        }
        var parts: [Logs] = []
        for resource in logs.partitionResources(by: Self.each()) {
            let groups = resource.data.partitionLogRecords { AttributeGroup(keys, of: $0.logRecord.attributes) }
            parts += groups.map { moved($0.key, $0.data) }
        }
        logs = Logs(joining: parts).compacted()
    }

    private func moved(_ group: AttributeGroup, _ data: Logs) -> Logs {
        metrics.count(group, data)
        guard !group.isEmpty else { return data }
        var data = data
        data.editResources { Self.add(group, to: &$0.attributes) }
        data.editLogRecords { Self.remove(group, from: &$0.attributes) }
        return data
    }

    func group(_ metrics: inout Metrics) {
        defer { self.metrics.groups.record(Double(metrics.resourceCount)) }
        var isGrouped = false
        metrics.forEachDataPoint { isGrouped = isGrouped || has($0.dataPoint.attributes) }
        guard isGrouped else {
            self.metrics.countUngrouped(metrics)
            metrics = metrics.compacted()
            return
        }
        var parts: [Metrics] = []
        for resource in metrics.partitionResources(by: Self.each()) {
            for metrics in resource.data.partitionMetrics(by: { $0.metric.dataPointCount == 0 }) {
                // What has no points has nothing to be grouped by, and stays under its resource.
                guard !metrics.key else {
                    parts.append(metrics.data)
                    continue
                }
                let groups = metrics.data.partitionDataPoints { AttributeGroup(keys, of: $0.dataPoint.attributes) }
                parts += groups.map { moved($0.key, $0.data) }
            }
        }
        metrics = Metrics(joining: parts).compacted()
    }

    private func moved(_ group: AttributeGroup, _ data: Metrics) -> Metrics {
        metrics.count(group, data)
        guard !group.isEmpty else { return data }
        var data = data
        data.editResources { Self.add(group, to: &$0.attributes) }
        data.editDataPoints { Self.remove(group, from: &$0.attributes) }
        return data
    }

    /// Whether there is anything to group by.
    private func has(_ attributes: AttributesView) -> Bool {
        guard !keys.isEmpty else { return false }
        return attributes.contains { attribute in keys.contains { attribute.key == $0 } }
    }

    /// A key of its own for each resource.
    private static func each() -> (ResourceEntry) -> Int {
        var count = 0
        return { _ in
            count += 1
            return count
        }
    }

    private static func add(_ group: AttributeGroup, to attributes: inout AttributesEditor) {
        for attribute in group.attributes { attributes.upsert(attribute.key, attribute.value) }
    }

    private static func remove(_ group: AttributeGroup, from attributes: inout AttributesEditor) {
        for attribute in group.attributes { attributes.remove(attribute.key) }
    }
}
