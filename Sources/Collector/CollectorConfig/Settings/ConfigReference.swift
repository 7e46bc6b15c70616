/// A place in a configuration where a component names an extension.
public struct ConfigReference: Sendable {
    /// The extension's id as written.
    public let id: String

    /// The error where the extension is not enabled.
    public let notFound: String

    /// The keys that lead there.
    public let path: [String]

    /// Where it is written.
    public let position: SourcePosition?
}
