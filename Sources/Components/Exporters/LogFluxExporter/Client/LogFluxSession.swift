internal import Synchronization

/// A key that this exporter and a server share, and where that server is.
final class LogFluxSession: Sendable {
    /// How many entries one key encrypts: random nonces of 96 bits stay apart for so many.
    static let maxEntries = 1 << 31

    /// What the server calls the key.
    let keyID: String
    let secret: SessionSecret
    /// The ingestor's URL, without a slash at its end.
    let base: String
    let limits: ServerLimits
    private let entries = Atomic<Int>(0)

    init(keyID: String, secret: SessionSecret, base: String, limits: ServerLimits) {
        self.keyID = keyID
        self.secret = secret
        self.base = base
        self.limits = limits
    }

    /// Counts `count` entries to be encrypted; whether the key is still good for them.
    func use(_ count: Int) -> Bool {
        entries.wrappingAdd(count, ordering: .relaxed).newValue <= Self.maxEntries
    }
}
