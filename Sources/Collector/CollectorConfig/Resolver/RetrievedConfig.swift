/// What a provider found: text that is read as YAML, or taken verbatim where the configuration wants text.
public struct RetrievedConfig: Sendable, Hashable {
    /// The text.
    public var text: String

    /// The name of the place in positions, such as a file's path as the user gave it; nil for the URI.
    public var source: String?

    /// What the user should know about it, such as that a variable is unset.
    public var warnings: [String]

    /// What was found: `text`.
    public init(_ text: String, source: String? = nil, warnings: [String] = []) {
        self.text = text
        self.source = source
        self.warnings = warnings
    }
}
