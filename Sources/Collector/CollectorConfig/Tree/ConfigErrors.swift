/// Everything that is wrong with a configuration, found in one go.
public struct ConfigErrors: Error, Sendable, CustomStringConvertible {
    /// The errors, and the warnings that came with them.
    public var diagnostics: [ConfigDiagnostic]

    /// An error that lists `diagnostics`.
    public init(_ diagnostics: [ConfigDiagnostic]) {
        self.diagnostics = diagnostics
    }

    /// An error of one message.
    public init(_ diagnostic: ConfigDiagnostic) {
        self.init([diagnostic])
    }

    /// One diagnostic a line.
    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

extension Sequence<ConfigDiagnostic> {
    /// Whether one of them is an error.
    public var hasErrors: Bool { contains { $0.severity == .error } }
}
