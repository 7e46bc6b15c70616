/// In which fields the kinds of data points hold what they have in common; 0 where they do not have it.
@usableFromInline
struct DataPointFields: Sendable {
    @usableFromInline let attributes: Int
    @usableFromInline let exemplars: Int
    @usableFromInline let flags: Int
    @usableFromInline let min: Int
    @usableFromInline let max: Int

    @inlinable
    init(_ kind: MetricKind) {
        switch kind {
        case .gauge, .sum: (attributes, exemplars, flags, min, max) = (7, 5, 8, 0, 0)
        case .histogram: (attributes, exemplars, flags, min, max) = (9, 8, 10, 11, 12)
        case .exponentialHistogram: (attributes, exemplars, flags, min, max) = (1, 11, 10, 12, 13)
        case .summary, .empty: (attributes, exemplars, flags, min, max) = (7, 0, 8, 0, 0)
        }
    }
}

extension MetricKind {
    /// The kind of a metric whose data is in field `number`.
    @inlinable
    init(field number: Int) {
        switch number {
        case 5: self = .gauge
        case 7: self = .sum
        case 9: self = .histogram
        case 10: self = .exponentialHistogram
        case 11: self = .summary
        default: self = .empty
        }
    }

    /// Whether its points count from something.
    var hasTemporality: Bool { self == .sum || self == .histogram || self == .exponentialHistogram }
}
