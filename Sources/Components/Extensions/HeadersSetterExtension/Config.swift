public import CollectorAPI
public import CollectorConfig

/// The settings of a `headers_setter` extension.
public struct HeadersSetterExtensionConfig: Settings {
    /// The headers, in the order in which they are set.
    public var headers: [HeaderSettings] = []

    /// Another authenticator, which goes first.
    public var additionalAuth = ExtensionReference(role: "authenticator")

    /// No headers.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("headers", \.headers, "The headers, in the order in which they are set."),
        Setting(
            "additional_auth",
            \.additionalAuth,
            "Another extension that authenticates, which goes before these headers."
        ),
    ]

    /// Reports that there is nothing to set.
    public func validate(_ report: inout ValidationReport) {
        guard headers.isEmpty else { return }
        report.error("missing headers configuration", at: "headers", fix: "write headers: [{key: …, value: …}]")
    }
}

/// One header, and where its value comes from.
public struct HeaderSettings: Settings {
    /// The header's name.
    public var key = ""

    /// `insert`, `update`, `upsert` or `delete`; empty for `upsert`.
    public var action = ""

    /// The value as written.
    public var value: Secret?

    /// The file that holds the value.
    public var valueFile: String?

    /// The key of the client's metadata that holds the value.
    public var fromContext: String?

    /// What the receiver's authenticator knows of the client that holds the value.
    public var fromAttribute: String?

    /// The value where `from_context` or `from_attribute` finds none.
    public var defaultValue = Secret("")

    /// No header.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("key", \.key, "The header's name."),
        Setting("action", \.action, "insert, update, upsert or delete; upsert when it is not written."),
        Setting("value", \.value, "The value as written."),
        Setting("value_file", \.valueFile, "The file that holds the value, read again when it changes."),
        Setting("from_context", \.fromContext, "The key of the client's metadata that holds the value."),
        Setting(
            "from_attribute",
            \.fromAttribute,
            "What the receiver's authenticator knows of the client that holds the value, such as username."
        ),
        Setting("default_value", \.defaultValue, "The value where from_context or from_attribute finds none."),
    ]

    /// Reports a missing name, and a value from nowhere or several places.
    public func validate(_ report: inout ValidationReport) {
        if key.isEmpty {
            report.error("missing header name", at: "key", fix: "write key: and the name of a header")
        } else if !key.utf8.allSatisfy(Self.isNameByte) {
            report.error("\"\(key)\" is not a header name", at: "key")
        }
        guard HeaderAction(settings: self) != .delete else { return }
        let sources = [value != nil, valueFile != nil, fromContext != nil, fromAttribute != nil].count { $0 }
        if sources == 0 {
            report.error(
                "missing header source, must be 'from_context', 'from_attribute', 'value' or 'value_file'",
                at: "key"
            )
        } else if sources > 1 {
            report.error(
                "invalid header source, must either 'from_context', 'from_attribute', 'value' or 'value_file'",
                at: "key",
                fix: "keep one of them"
            )
        }
        for written in [value, defaultValue].compactMap(\.self) where !HeaderValue.isAllowed(written.value) {
            report.error("the value of \"\(key)\" contains a control character", at: "key")
        }
        if action.isEmpty {
            report.warning("The action was not provided, using 'upsert'.", at: "key", fix: "write action: upsert")
        } else if HeaderAction(rawValue: action) == nil {
            report.warning(
                "the action \"\(action)\" is unknown, and taken for upsert",
                at: "action",
                fix: "allowed: insert, update, upsert, delete"
            )
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
