extension Dictionary: SettingValue where Key == String, Value: SettingValue {
    /// `map of` the value's type.
    public static var typeName: String { "map of \(Value.typeName)" }

    /// A map whose entries are added to the default's; null keeps the default.
    public static func decode(
        _ node: ConfigNode,
        default current: [String: Value]?,
        _ context: inout DecodingContext
    ) -> [String: Value]? {
        switch node.value {
        case .null:
            return current ?? [:]
        case .mapping(let entries):
            let failures = context.failures
            var result = current ?? [:]
            for entry in entries {
                let value = context.inside(entry.key, entry.value) {
                    Value.decode(entry.value, default: result[entry.key], &$0)
                }
                if let value { result[entry.key] = value }
            }
            return context.failures == failures ? result : nil
        case .bool, .int, .uint, .double, .string, .sequence:
            context.error("\(context.name) expected a map, got '\(node.typeName)'", at: node)
            return nil
        }
    }

    /// A map in the order of its keys.
    public func encode(_ options: EncodingOptions) -> ConfigNode {
        ConfigNode(.mapping(sorted { $0.key < $1.key }.map { ConfigEntry($0.key, $0.value.encode(options)) }))
    }

    /// An object with any keys.
    public static func schema(default current: [String: Value]?) -> ConfigNode {
        .map(["type": ["object", "null"], "additionalProperties": orReference(Value.schema(default: nil))])
    }
}
