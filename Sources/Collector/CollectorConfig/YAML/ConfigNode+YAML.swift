extension ConfigNode {
    /// The tree that a YAML text spells; every node and key knows its place.
    ///
    /// Scalars are typed as Go's YAML library types them: only `true` and `false` are truth values, `0123` is octal, and
    /// time stamps stay text. Text beyond 16 MiB, 100 levels or 200,000 values is refused.
    ///
    /// - Parameter source: the name of the text in positions.
    /// - Throws: a syntax error, or all of what else is wrong, such as duplicate keys.
    public init(yaml text: String, source: String) throws(ConfigErrors) {
        self = try YAMLComposer.compose(text, source: source)
    }

    /// What can be read of a YAML text, with all that is wrong with it; no tree after a syntax error.
    ///
    /// Of duplicate keys the tree holds the first.
    package static func read(yaml text: String, source: String) -> (node: ConfigNode?, diagnostics: [ConfigDiagnostic])
    {
        YAMLComposer.read(text, source: source)
    }
}

extension Settings {
    /// The settings that a YAML text spells, for tests and examples.
    ///
    /// - Throws: everything that is wrong with it.
    public static func decode(yaml text: String) throws(ConfigErrors) -> Self {
        let node = try ConfigNode(yaml: text, source: "yaml")
        var diagnostics: [ConfigDiagnostic] = []
        let settings = decode(node, at: [], into: &diagnostics)
        guard !diagnostics.hasErrors else { throw ConfigErrors(diagnostics) }
        return settings
    }
}
