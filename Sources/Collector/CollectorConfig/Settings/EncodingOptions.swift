/// How settings are turned back into a configuration tree.
public struct EncodingOptions: Sendable {
    /// How a duration is written.
    public enum Durations: Sendable {
        /// As users write it, such as `1m30s`.
        case text
        /// As a whole number of nanoseconds.
        case nanoseconds
    }

    /// Whether secrets are replaced by `[REDACTED]`.
    public var redacted: Bool

    /// How durations are written.
    public var durations: Durations

    /// Options, by default with secrets hidden and durations as text.
    public init(redacted: Bool = true, durations: Durations = .text) {
        self.redacted = redacted
        self.durations = durations
    }
}
