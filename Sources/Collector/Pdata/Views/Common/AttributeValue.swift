/// An attribute's value or a log record's body, as a value of its own.
public enum AttributeValue: Sendable, Hashable {
    /// No value at all.
    case empty
    case string(String)
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case bytes(Bytes)
    case array([AttributeValue])
    case map([Attribute])
}

/// A key with its value.
public struct Attribute: Sendable, Hashable {
    /// The key.
    public var key: String
    /// The value.
    public var value: AttributeValue

    /// `key` with `value`.
    public init(_ key: String, _ value: AttributeValue) {
        self.key = key
        self.value = value
    }
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }

    /// A bool.
    public init(booleanLiteral value: Bool) { self = .bool(value) }

    /// An int.
    public init(integerLiteral value: Int64) { self = .int(value) }

    /// A double.
    public init(floatLiteral value: Double) { self = .double(value) }
}
