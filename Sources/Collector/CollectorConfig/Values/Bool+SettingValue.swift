extension Bool: SettingValue {
    /// `bool`.
    public static var typeName: String { "bool" }

    /// `true` or `false`; null is false.
    public static func decode(_ node: ConfigNode, default current: Bool?, _ context: inout DecodingContext) -> Bool? {
        switch node.value {
        case .bool(let value): return value
        case .null: return false
        case .int, .uint, .double, .string, .sequence, .mapping:
            context.mismatch(node, expected: typeName, fix: "write true or false, without quotes")
            return nil
        }
    }

    /// A truth value.
    public func encode(_ options: EncodingOptions) -> ConfigNode { ConfigNode(.bool(self)) }

    /// A boolean.
    public static func schema(default current: Bool?) -> ConfigNode { .map(["type": "boolean"]) }
}
