internal import Pdata

extension FieldEntry {
    /// The paths of a metric.
    static let metric: [FieldEntry] = [
        FieldEntry("name", .text(1)),
        FieldEntry("description", .text(2)),
        FieldEntry("unit", .text(3)),
        FieldEntry("type", .other { _, _ in .metricType }),
        FieldEntry("data_type", .other { _, _ in .metricType }, deprecated: "type"),
        FieldEntry("aggregation_temporality", .other { _, _ in .temporality }),
        FieldEntry("is_monotonic", .other { _, _ in .isMonotonic }),
        FieldEntry("data_points", .other { _, _ in .dataPoints }),
        FieldEntry("metadata", .attributes(12)),
    ]
}

extension PathAccess {
    /// What a metric consists of; assigning it does nothing.
    fileprivate static let metricType = PathAccess(
        { .int($0.target.metricData?.kind.enumeration ?? 0) },
        set: { _, _ in }
    )

    fileprivate static let temporality = PathAccess(
        { evaluation in
            guard let data = evaluation.target.metricData, data.kind.hasAggregationTemporality else { return .none }
            return .int(Int64(Int32(truncatingIfNeeded: data.message.bits(2) ?? 0)))
        },
        set: { (evaluation, value) throws(EvaluationError) in
            guard case .int(let int) = value else { throw value.mismatch("aggregation_temporality", "int64") }
            guard let data = evaluation.target.metricData, data.kind.hasAggregationTemporality else { return }
            data.message.set(2, varint: UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: int))))
        }
    )

    fileprivate static let isMonotonic = PathAccess(
        { evaluation in
            guard let data = evaluation.target.metricData, data.kind == .sum else { return .none }
            return .bool((data.message.bits(3) ?? 0) != 0)
        },
        set: { (evaluation, value) throws(EvaluationError) in
            guard case .bool(let bool) = value else { throw value.mismatch("is_monotonic", "bool") }
            guard let data = evaluation.target.metricData, data.kind == .sum else { return }
            data.message.set(3, varint: bool ? 1 : 0)
        }
    )

    /// A metric's data points as a whole.
    fileprivate static let dataPoints = PathAccess(
        { evaluation in
            guard let data = evaluation.target.metricData else { return .none }
            var messages: [Bytes] = []
            data.message.bytes.forEach(1) { messages.append($0.owned) }
            return .messages(messages, of: data.kind.sliceName)
        },
        set: { (evaluation, value) throws(EvaluationError) in
            guard let data = evaluation.target.metricData else { return }
            guard case .messages(let messages, data.kind.sliceName) = value else {
                throw value.mismatch("data_points", data.kind.sliceName)
            }
            data.message.replaceAll(1, by: messages)
        }
    )
}

extension MetricKind {
    /// The number of the enumeration's symbol.
    var enumeration: Int64 {
        switch self {
        case .empty: 0
        case .gauge: 1
        case .sum: 2
        case .histogram: 3
        case .exponentialHistogram: 4
        case .summary: 5
        }
    }

    /// Whether its points count from something.
    var hasAggregationTemporality: Bool { self == .sum || self == .histogram || self == .exponentialHistogram }

    fileprivate var sliceName: String {
        switch self {
        case .empty, .gauge, .sum: "pmetric.NumberDataPointSlice"
        case .histogram: "pmetric.HistogramDataPointSlice"
        case .exponentialHistogram: "pmetric.ExponentialHistogramDataPointSlice"
        case .summary: "pmetric.SummaryDataPointSlice"
        }
    }
}
