extension Int: SettingValue {
    /// `int`.
    public static var typeName: String { "int" }
}

extension Int64: SettingValue {
    /// `int64`.
    public static var typeName: String { "int64" }
}

extension UInt16: SettingValue {
    /// `uint16`.
    public static var typeName: String { "uint16" }
}

extension UInt32: SettingValue {
    /// `uint32`.
    public static var typeName: String { "uint32" }
}

extension UInt64: SettingValue {
    /// `uint64`.
    public static var typeName: String { "uint64" }
}

extension SettingValue where Self: FixedWidthInteger {
    /// A whole number in range, also one written as a float such as `1e3`; null is zero.
    public static func decode(_ node: ConfigNode, default current: Self?, _ context: inout DecodingContext) -> Self? {
        let exact: Self? =
            switch node.value {
            case .null: 0
            case .int(let value): Self(exactly: value)
            case .uint(let value): Self(exactly: value)
            case .double(let value): Self(exactly: value)
            case .bool, .string, .sequence, .mapping: nil
            }
        if let exact { return exact }
        reportInteger(node, &context)
        return nil
    }

    /// A whole number.
    public func encode(_ options: EncodingOptions) -> ConfigNode {
        ConfigNode(Int64(exactly: self).map { .int($0) } ?? .uint(UInt64(clamping: self)))
    }

    /// An integer in the type's range, where that range is narrower than what people write.
    public static func schema(default current: Self?) -> ConfigNode {
        var entries = [ConfigEntry("type", "integer")]
        if min == 0 { entries.append(ConfigEntry("minimum", 0)) }
        if bitWidth <= 32, let max = Int64(exactly: Self.max) {
            entries.append(ConfigEntry("maximum", ConfigNode(.int(max))))
        }
        return ConfigNode(.mapping(entries))
    }

    private static func reportInteger(_ node: ConfigNode, _ context: inout DecodingContext) {
        switch node.value {
        case .int, .uint:
            context.error(
                "cannot parse \(context.name), \(node.flowText) overflows \(typeName)",
                at: node,
                fix: "allowed: \(Self.min) to \(Self.max)"
            )
        case .double:
            context.mismatch(node, expected: typeName, fix: "write a whole number")
        case .string(let text) where Self(text) != nil && !node.isExpanded:
            context.mismatch(node, expected: typeName, fix: "remove the quotes")
        case .null, .bool, .string, .sequence, .mapping:
            context.mismatch(node, expected: typeName)
        }
    }
}
