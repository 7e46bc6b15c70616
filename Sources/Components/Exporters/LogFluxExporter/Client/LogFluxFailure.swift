/// Why there is no session.
struct LogFluxFailure: Error, Sendable, CustomStringConvertible {
    enum Kind: Sendable, Hashable {
        /// No server could be reached.
        case unreachable
        /// The server cannot answer now.
        case unavailable
        /// The server says no, as with a wrong key.
        case refused
        /// What the server answers makes no sense.
        case malformed
    }

    let kind: Kind
    let description: String

    /// How long the server asks to wait.
    var pause: Duration?

    init(_ kind: Kind, _ description: String, pause: Duration? = nil) {
        self.kind = kind
        self.description = description
        self.pause = pause
    }
}
