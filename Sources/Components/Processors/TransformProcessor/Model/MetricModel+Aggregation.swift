internal import MetricAggregation
internal import Pdata

/// What points have in common that become one.
private struct PointKey: Hashable {
    /// By key, since their order does not count.
    let attributes: [String: AttributeValue]
    let time: UInt64
    /// When it begins to count, where that tells points apart.
    let start: UInt64
    /// What two histograms must have in common so that their buckets can be added.
    var shape: [UInt64] = []

    init(_ header: PointHeader, _ startTells: Bool) {
        attributes = Dictionary(header.attributes.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        time = header.time
        start = startTells ? header.start : 0
    }
}

extension MetricModel {
    /// Puts the points of the same attributes and time together; histograms are always added.
    mutating func aggregate(by aggregation: Aggregation) {
        switch data {
        case .none, .summary:
            return
        case .gauge(let points):
            data = .gauge(Self.merged(points, aggregation, startTells: false))
        case .sum(let points, let temporality, let isMonotonic):
            let merged = Self.merged(points, aggregation, startTells: temporality == Self.delta)
            data = .sum(merged, temporality: temporality, isMonotonic: isMonotonic)
        case .histogram(let points, let temporality):
            let groups = Self.groups(of: points) { point in
                var key = PointKey(point.header, temporality == Self.delta)
                key.shape = point.bounds.map(\.bitPattern)
                key.shape += [point.min == nil ? 0 : 1, point.max == nil ? 0 : 1, UInt64(point.header.flags)]
                return key
            }
            data = .histogram(groups.map { HistogramPoint(adding: $0) }, temporality: temporality)
        case .exponential(let points, let temporality):
            let groups = Self.groups(of: points) { point in
                var key = PointKey(point.header, temporality == Self.delta)
                key.shape = [point.min == nil ? 0 : 1, point.max == nil ? 0 : 1, UInt64(point.header.flags)]
                key.shape += [point.scale, point.negative.offset, point.positive.offset].map {
                    UInt64(UInt32(bitPattern: $0))
                }
                return key
            }
            data = .exponential(groups.map { ExponentialPoint(adding: $0) }, temporality: temporality)
        }
    }

    private static let delta: Int32 = 1

    /// `points`, those of one key together, in the order in which the first of each comes.
    private static func groups<Point>(of points: [Point], _ key: (Point) -> PointKey) -> [[Point]] {
        var places: [PointKey: Int] = [:]
        var groups: [[Point]] = []
        for point in points {
            let key = key(point)
            if let place = places[key] {
                groups[place].append(point)
            } else {
                places[key] = groups.count
                groups.append([point])
            }
        }
        return groups
    }

    private static func merged(
        _ points: [NumberPoint],
        _ aggregation: Aggregation,
        startTells: Bool
    ) -> [NumberPoint] {
        groups(of: points) { PointKey($0.header, startTells) }.map { group in
            var point = group[0]
            // One point stays as it is, even where points are counted, as upstream's does.
            if group.count > 1 { point.value = aggregation.value(of: group.map(\.value)) }
            point.header.start = group.map(\.header.start).min() ?? point.header.start
            return point
        }
    }
}

extension HistogramPoint {
    /// The sum of `points`, of which there is one and which have the same bounds.
    fileprivate init(adding points: [HistogramPoint]) {
        self = points[0]
        for other in points.dropFirst() where other.count > 0 {
            count &+= other.count
            sum = Self.total(sum, other.sum)
            counts.add(other.counts)
            exemplars += other.exemplars
            header.start = Swift.min(header.start, other.header.start)
            min = min.map { Swift.min($0, other.min ?? $0) }
            max = max.map { Swift.max($0, other.max ?? $0) }
        }
    }

    fileprivate static func total(_ sum: Double?, _ other: Double?) -> Double? {
        guard let sum, let other else { return sum ?? other }
        return sum + other
    }
}

extension ExponentialPoint {
    /// The sum of `points`, of which there is one and whose buckets have the same bounds.
    fileprivate init(adding points: [ExponentialPoint]) {
        self = points[0]
        for other in points.dropFirst() where other.count > 0 {
            count &+= other.count
            sum = HistogramPoint.total(sum, other.sum)
            zeroCount &+= other.zeroCount
            zeroThreshold = Swift.max(zeroThreshold, other.zeroThreshold)
            positive.counts.add(other.positive.counts)
            negative.counts.add(other.negative.counts)
            exemplars += other.exemplars
            header.start = Swift.min(header.start, other.header.start)
            min = min.map { Swift.min($0, other.min ?? $0) }
            max = max.map { Swift.max($0, other.max ?? $0) }
        }
    }
}

extension [UInt64] {
    /// Adds `others` one by one; what is missing is none.
    fileprivate mutating func add(_ others: [UInt64]) {
        while count < others.count { append(0) }
        for (index, other) in others.enumerated() { self[index] &+= other }
    }
}
