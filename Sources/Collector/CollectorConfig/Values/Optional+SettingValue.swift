extension Optional: SettingValue where Wrapped: SettingValue {
    /// The wrapped type's name.
    public static var typeName: String { Wrapped.typeName }

    /// A value, or nil for null.
    public static func decode(
        _ node: ConfigNode,
        default current: Wrapped??,
        _ context: inout DecodingContext
    ) -> Wrapped?? {
        guard !node.isNull else { return .some(nil) }
        guard let value = Wrapped.decode(node, default: current ?? nil, &context) else { return nil }
        return .some(value)
    }

    /// The value, or null.
    public func encode(_ options: EncodingOptions) -> ConfigNode { self?.encode(options) ?? nil }

    /// The wrapped type's, or null.
    public static func schema(default current: Wrapped??) -> ConfigNode {
        .map(["anyOf": [Wrapped.schema(default: current ?? nil), .map(["type": "null"])]])
    }

    /// The wrapped type's settings.
    public static func nested(default current: Wrapped??) -> [SettingDescription] {
        Wrapped.nested(default: current ?? nil)
    }

    /// Judges the value, if there is one.
    public func validateUnwritten(_ node: ConfigNode, _ context: inout DecodingContext) {
        self?.validateUnwritten(node, &context)
    }
}
