public import CollectorConfig

/// The settings of a `bearertokenauth` extension.
public struct BearerTokenAuthExtensionConfig: Settings {
    /// The header that carries the token.
    public var header = "Authorization"

    /// What stands before the token; empty for the token alone.
    public var scheme = "Bearer"

    /// The token.
    public var token = Secret("")

    /// Several tokens: a server takes each, a client sends the first.
    public var tokens: [Secret] = []

    /// A file with a token on each line, read again when it changes.
    public var filename = ""

    /// Whether to wait for the file.
    public var fileRetry = FileRetrySettings()

    /// No token.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "header",
            \.header,
            "The header or metadata key that carries the token.",
            .custom("the name of a header", { !$0.isEmpty && $0.utf8.allSatisfy(isNameByte) })
        ),
        Setting("scheme", \.scheme, "What stands before the token; empty for the token alone."),
        Setting("token", \.token, "The token."),
        Setting("tokens", \.tokens, "Several tokens: a server takes each of them, a client sends the first."),
        Setting(
            "filename",
            \.filename,
            "A file with a token on each line, read again when it changes; token and tokens are then ignored."
        ),
        Setting("file_retry", \.fileRetry, "Whether the collector's start waits for the file."),
    ]

    /// Reports missing tokens, and tokens in several places.
    public func validate(_ report: inout ValidationReport) {
        if token.isEmpty, tokens.isEmpty, filename.isEmpty {
            report.error("no bearer token provided", fix: "write token, tokens or filename")
        }
        if !token.isEmpty, !tokens.isEmpty {
            report.error("either tokens or token should be provided, not both", at: "tokens", fix: "remove one of them")
        }
        if !filename.isEmpty, !token.isEmpty || !tokens.isEmpty {
            report.warning("a filename is specified. Configured token(s) is ignored!", at: "filename")
        }
        for value in [token] + tokens where !value.value.utf8.allSatisfy(Self.isValueByte) {
            report.error(
                "a token contains a control character",
                at: token.isEmpty ? "tokens" : "token",
                fix: "remove the line break"
            )
        }
        for (index, value) in tokens.enumerated() where value.isEmpty {
            report.error("the token at place \(index + 1) is empty", at: "tokens", fix: "remove it")
        }
        if !scheme.utf8.allSatisfy(Self.isValueByte) {
            report.error("the scheme contains a control character", at: "scheme")
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    static func isValueByte(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7f }
}

/// Whether and how long to wait for a file.
public struct FileRetrySettings: Settings {
    /// Whether a file that cannot be read is awaited.
    public var enabled = false

    /// How often it is tried again; 0 for as long as it takes.
    public var maxRetries = 0

    /// How long until it is tried again; 0 for one second.
    public var retryInterval = Duration.zero

    /// No waiting.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("enabled", \.enabled, "Whether a file that cannot be read is awaited."),
        Setting("max_retries", \.maxRetries, "How often it is tried again; 0 is as often as it takes.", .atLeast(0)),
        Setting(
            "retry_interval",
            \.retryInterval,
            "How long until it is tried again; 0s is one second.",
            .atLeast(.zero)
        ),
    ]
}
