/// The value of a data point or exemplar.
@frozen
public enum NumberValue: Sendable, Hashable {
    /// The sender gave none.
    case none
    case int(Int64)
    case double(Double)
}
