extension SettingValue where Self: CaseIterable & RawRepresentable, RawValue == String {
    /// `string`.
    public static var typeName: String { "string" }

    /// One of the cases' raw values; null is the empty one if there is one, else keeps the default.
    public static func decode(_ node: ConfigNode, default current: Self?, _ context: inout DecodingContext) -> Self? {
        if node.isNull, let none = Self(rawValue: "") ?? current { return none }
        guard let text = node.string else {
            context.mismatch(node, expected: typeName, fix: choices)
            return nil
        }
        if let value = Self(rawValue: text) { return value }
        let fix = nearestMatch(text, in: allCases.map(\.rawValue)).map { "did you mean '\($0)'? \(choices)" } ?? choices
        let message = message(refusing: text) ?? "\(context.name) has invalid value \"\(text)\""
        context.error(message, at: node, fix: fix)
        return nil
    }

    /// The raw value.
    public func encode(_ options: EncodingOptions) -> ConfigNode { ConfigNode(.string(rawValue)) }

    /// One of the raw values.
    public static func schema(default current: Self?) -> ConfigNode {
        .map(["enum": ConfigNode(.sequence(allCases.map { ConfigNode(.string($0.rawValue)) }))])
    }

    private static var choices: String {
        "allowed: \(allCases.map { $0.rawValue.isEmpty ? "\"\"" : $0.rawValue }.joined(separator: ", "))"
    }
}
