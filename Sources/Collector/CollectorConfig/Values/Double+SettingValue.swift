extension Double: SettingValue {
    /// `float64`.
    public static var typeName: String { "float64" }

    /// A number; null is zero.
    public static func decode(_ node: ConfigNode, default current: Double?, _ context: inout DecodingContext) -> Double?
    {
        switch node.value {
        case .null: return 0
        case .int(let value): return Double(value)
        case .uint(let value): return Double(value)
        case .double(let value): return value
        case .bool, .string, .sequence, .mapping:
            context.mismatch(node, expected: typeName)
            return nil
        }
    }

    /// A number.
    public func encode(_ options: EncodingOptions) -> ConfigNode { ConfigNode(.double(self)) }

    /// A number.
    public static func schema(default current: Double?) -> ConfigNode { .map(["type": "number"]) }
}
