internal import MetricAggregation
internal import Pdata

/// The data points of some metrics, sorted into groups of those that become one.
struct PointGroups {
    /// What the points of a group have in common.
    private struct Key: Hashable {
        let metric: Int
        let attributes: [UInt8]
        let time: UInt64
        /// When it begins to count, where that tells points apart.
        let start: UInt64
        let shape: [UInt64]
    }

    /// What becomes of the first point of a group.
    struct Group {
        var values: [NumberValue] = []
        var start: UInt64
        var histogram = HistogramTotal()
        var size = 0
    }

    private var places: [Key: Int] = [:]
    private(set) var groups: [Group] = []
    /// The place of the group of each point, in order; nil for points that stay as they are.
    private(set) var groupOfPoint: [Int?] = []

    init(_ metrics: Metrics) {
        var metric = -1
        metrics.forEachMetric { view in
            metric += 1
            let startTells = view.aggregationTemporality == .delta
            view.forEachDataPoint { add($0, metric, startTells) }
        }
    }

    private mutating func add(_ point: DataPointView, _ metric: Int, _ startTells: Bool) {
        guard point.kind != .summary else { return groupOfPoint.append(nil) }
        let key = Key(
            metric: metric,
            attributes: point.attributes.identity,
            time: point.timeUnixNano,
            start: startTells ? point.startTimeUnixNano : 0,
            shape: HistogramTotal.shape(of: point)
        )
        let place = places[key] ?? groups.count
        if place == groups.count {
            places[key] = place
            groups.append(Group(start: point.startTimeUnixNano))
        }
        groupOfPoint.append(place)
        groups[place].size += 1
        groups[place].start = min(groups[place].start, point.startTimeUnixNano)
        if point.kind == .gauge || point.kind == .sum {
            groups[place].values.append(point.number.value)
        } else {
            groups[place].histogram.add(point)
        }
    }
}

extension Metrics {
    /// Calls `body` with each metric, in order.
    fileprivate func forEachMetric(_ body: (MetricView) -> Void) {
        forEachResource { resource in
            resource.forEachScope { scope in scope.forEachMetric { body($0) } }
        }
    }

    /// Puts data points of the same metric, attributes and time together; those of summaries stay.
    mutating func aggregate(by aggregation: Aggregation) {
        let sorted = PointGroups(self)
        guard sorted.groups.contains(where: { $0.size > 1 }) || aggregation == .count else { return }
        var index = 0
        var isFirst = Array(repeating: true, count: sorted.groups.count)
        editDataPoints { point in
            defer { index += 1 }
            guard let place = sorted.groupOfPoint[index], isFirst[place] else { return }
            isFirst[place] = false
            let group = sorted.groups[place]
            if group.start != point.startTimeUnixNano { point.startTimeUnixNano = group.start }
            if point.kind == .gauge || point.kind == .sum {
                point.value = aggregation.value(of: group.values)
            } else if group.size > 1 {
                group.histogram.write(to: &point)
            }
        }
        index = 0
        isFirst = Array(repeating: true, count: sorted.groups.count)
        removeDataPoints { _ in
            defer { index += 1 }
            guard let place = sorted.groupOfPoint[index] else { return false }
            defer { isFirst[place] = false }
            return !isFirst[place]
        }
    }
}
