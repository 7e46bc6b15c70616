/// Something that the user should know about a configuration, with its place and a way out.
public struct ConfigDiagnostic: Sendable, Hashable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Sendable, Hashable {
        /// The configuration works, perhaps not as meant.
        case warning
        /// The configuration cannot be used.
        case error
    }

    /// The step that found it.
    public enum Stage: String, Sendable, Hashable {
        /// Finding, reading, merging and expanding sources.
        case resolving
        /// Turning values into settings.
        case decoding
        /// Judging settings that could be decoded.
        case validation
    }

    /// How bad it is.
    public var severity: Severity

    /// The step that found it.
    public var stage: Stage

    /// What is wrong; never holds a secret.
    public var message: String

    /// Where it is written.
    public var position: SourcePosition?

    /// The keys that lead to it from the top.
    public var path: [String]

    /// What to write instead.
    public var fix: String?

    /// A diagnostic that says `message`.
    public init(
        _ severity: Severity,
        _ message: String,
        stage: Stage = .decoding,
        position: SourcePosition? = nil,
        path: [String] = [],
        fix: String? = nil
    ) {
        self.severity = severity
        self.stage = stage
        self.message = message
        self.position = position
        self.path = path
        self.fix = fix
    }

    /// The keys joined by `::`, as in upstream's messages.
    public var keyPath: String { path.joined(separator: "::") }

    /// `key::path: message; fix`, without the place.
    public var text: String {
        let place = path.isEmpty ? "" : "\(keyPath): "
        return place + message + (fix.map { "; \($0)" } ?? "")
    }

    /// `file:line:column: severity: key::path: message; fix`.
    public var description: String {
        let place = position.map { "\($0): " } ?? ""
        return "\(place)\(severity.rawValue): \(text)"
    }
}
