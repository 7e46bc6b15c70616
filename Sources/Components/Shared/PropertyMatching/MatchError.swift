/// Why a match block cannot be used for a signal, in upstream's words.
public struct MatchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The whole message.
    public let description: String

    package init(_ description: String) {
        self.description = description
    }
}
