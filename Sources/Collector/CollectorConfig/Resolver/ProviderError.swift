/// Why a provider has nothing to give.
public struct ProviderError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong; holds no secret.
    public var message: String

    /// What to do about it.
    public var fix: String?

    /// An error that says `message`.
    public init(_ message: String, fix: String? = nil) {
        self.message = message
        self.fix = fix
    }

    /// The message, and the fix if there is one.
    public var description: String { message + (fix.map { "; \($0)" } ?? "") }
}
