/// Why a list of actions cannot be used, in upstream's words.
public struct AttributeActionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The whole message.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
