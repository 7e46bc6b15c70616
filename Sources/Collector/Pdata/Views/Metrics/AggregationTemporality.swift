/// What the points of a sum or histogram count from.
@frozen
public struct AggregationTemporality: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The number in the protocol.
    public let rawValue: Int32

    /// The temporality numbered `rawValue`, known or not.
    @inlinable
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Not said.
    public static var unspecified: Self { Self(rawValue: 0) }
    /// From the point before.
    public static var delta: Self { Self(rawValue: 1) }
    /// From a fixed start.
    public static var cumulative: Self { Self(rawValue: 2) }

    /// The name, such as `Delta`; empty for an unknown one.
    public var description: String {
        switch self {
        case .unspecified: "Unspecified"
        case .delta: "Delta"
        case .cumulative: "Cumulative"
        default: ""
        }
    }
}
