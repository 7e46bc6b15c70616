/// Text that is never printed: not by `description`, `dump`, a message, or a redacted configuration.
public struct Secret: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible,
    CustomDebugStringConvertible,
    CustomReflectable
{
    /// What is printed in place of a secret.
    public static let redaction = "[REDACTED]"

    /// The secret itself.
    public let value: String

    /// The secret `value`.
    public init(_ value: String) {
        self.value = value
    }

    /// The secret that source code spells out, for tests.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// Whether there is no secret.
    public var isEmpty: Bool { value.isEmpty }

    /// `[REDACTED]`.
    public var description: String { Self.redaction }

    /// `[REDACTED]`.
    public var debugDescription: String { Self.redaction }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: SettingValue {
    /// `string`.
    public static var typeName: String { "string" }

    /// As for a string, but a message never quotes what was written.
    public static func decode(_ node: ConfigNode, default current: Secret?, _ context: inout DecodingContext) -> Secret?
    {
        if let text = node.string { return Secret(text) }
        if node.isNull { return Secret("") }
        context.mismatch(node, expected: typeName, fix: "put it in quotes")
        return nil
    }

    /// `[REDACTED]`, or the secret where asked for.
    public func encode(_ options: EncodingOptions) -> ConfigNode {
        ConfigNode(.string(options.redacted ? Self.redaction : value))
    }

    /// A string.
    public static func schema(default current: Secret?) -> ConfigNode { anyText }
}
