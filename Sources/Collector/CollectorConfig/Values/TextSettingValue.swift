/// A type whose values are written as one piece of text, such as a component id or a regular expression.
public protocol TextSettingValue: SettingValue {
    /// The value that `text` spells.
    ///
    /// - Throws: an error whose description says what is wrong with `text`.
    init(settingText text: String) throws

    /// The value as users write it.
    var settingText: String { get }
}

extension TextSettingValue {
    /// `string`.
    public static var typeName: String { "string" }

    /// Text that the type accepts; null keeps the default.
    public static func decode(_ node: ConfigNode, default current: Self?, _ context: inout DecodingContext) -> Self? {
        if node.isNull, let current { return current }
        guard let text = String.decode(node, default: nil, &context) else { return nil }
        do {
            return try Self(settingText: text)
        } catch {
            context.error("\(context.name) \(error)", at: node)
            return nil
        }
    }

    /// The text.
    public func encode(_ options: EncodingOptions) -> ConfigNode { ConfigNode(.string(settingText)) }

    /// A string.
    public static func schema(default current: Self?) -> ConfigNode { anyText }
}
