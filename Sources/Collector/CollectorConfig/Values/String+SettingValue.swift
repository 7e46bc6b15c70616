extension String: SettingValue {
    /// `string`.
    public static var typeName: String { "string" }

    /// Text, or what a provider answered for `${…}` verbatim; null is empty.
    public static func decode(_ node: ConfigNode, default current: String?, _ context: inout DecodingContext) -> String?
    {
        if let text = node.string { return text }
        if node.isNull { return "" }
        context.mismatch(node, expected: typeName, fix: node.text.map { "put it in quotes: \"\($0)\"" })
        return nil
    }

    /// Text.
    public func encode(_ options: EncodingOptions) -> ConfigNode { ConfigNode(.string(self)) }

    /// A string.
    public static func schema(default current: String?) -> ConfigNode { anyText }
}
