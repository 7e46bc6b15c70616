/// A configuration as its sources say, before any default.
public struct ResolvedConfig: Sendable {
    /// The merged and expanded tree; a mapping.
    public var root: ConfigNode

    /// What the user should know about the sources.
    public var warnings: [ConfigDiagnostic]
}
