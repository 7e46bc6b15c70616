extension ConfigNode: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral
{
    /// Null.
    public init(nilLiteral: ()) { self.init(.null) }

    /// A truth value.
    public init(booleanLiteral value: Bool) { self.init(.bool(value)) }

    /// A whole number.
    public init(integerLiteral value: Int64) { self.init(.int(value)) }

    /// A number.
    public init(floatLiteral value: Double) { self.init(.double(value)) }

    /// A string.
    public init(stringLiteral value: String) { self.init(.string(value)) }

    /// A sequence.
    public init(arrayLiteral elements: ConfigNode...) { self.init(.sequence(elements)) }

    /// A mapping in the order written.
    public static func map(_ entries: KeyValuePairs<String, ConfigNode>) -> ConfigNode {
        ConfigNode(.mapping(entries.map { ConfigEntry($0, $1) }))
    }
}
