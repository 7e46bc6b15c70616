public import CollectorConfig

/// A statement or condition in a configuration, with the place where it is written.
public struct OTTLText: Sendable, Hashable {
    /// The text.
    public var text: String

    /// Where it is written.
    public var position: SourcePosition?

    /// The text `text`.
    public init(_ text: String, position: SourcePosition? = nil) {
        self.text = text
        self.position = position
    }

    /// The language's literal for the string `text`.
    package static func literal(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": literal += "\\\(scalar)"
            case "\u{0}"..<" ", "\u{7F}":
                let digits = String(scalar.value, radix: 16)
                literal += digits.count == 1 ? "\\x0\(digits)" : "\\x\(digits)"
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }

    /// Whether the texts are the same, wherever they are written.
    public static func == (lhs: OTTLText, rhs: OTTLText) -> Bool { lhs.text == rhs.text }

    /// Feeds the text to `hasher`.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension OTTLText: SettingValue {
    /// `string`.
    public static var typeName: String { "string" }

    /// Text.
    public static func decode(
        _ node: ConfigNode,
        default current: OTTLText?,
        _ context: inout DecodingContext
    ) -> OTTLText? {
        String.decode(node, default: nil, &context).map { OTTLText($0, position: node.position) }
    }

    /// Text.
    public func encode(_ options: EncodingOptions) -> ConfigNode { ConfigNode(.string(text)) }

    /// A string.
    public static func schema(default current: OTTLText?) -> ConfigNode { String.schema(default: nil) }
}

extension ValidationReport {
    /// Reports what was found about statements or conditions, which lie under `key`, each at its own place.
    package mutating func report(_ found: [OTTLDiagnostic], about texts: [OTTLText], under key: String) {
        for diagnostic in found {
            let place = texts.first { $0.text == diagnostic.text } ?? texts.first
            report(
                diagnostic.isWarning ? .warning : .error,
                diagnostic.summary,
                at: ConfigNode(.null, position: place?.position),
                under: key,
                fix: diagnostic.fix
            )
        }
    }
}
