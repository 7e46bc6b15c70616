/// Why telemetry was not accepted.
public struct ConsumeError: Error, Sendable, CustomStringConvertible {
    /// What the owner of the data may do.
    public enum Disposition: Sendable, Hashable {
        /// The same data will never be accepted.
        case permanent
        /// The same data may be accepted later, not before `after` if the refuser named a delay.
        case retryable(after: Duration?)
    }

    /// What the owner of the data may do.
    public var disposition: Disposition

    /// What happened, in one sentence without a full stop.
    public var message: String

    /// The gRPC status that a peer or component gave, passed through to the client as it is.
    public var status: StatusCode?

    /// Whether the time is over that the user allows for attempts, such as an exporter's `max_elapsed_time`.
    ///
    /// Then the collector drops what it has answered for, counts and logs it; a client that still owns the data may send it
    /// again.
    public var isGivenUp = false

    /// How many items of the data were accepted before all the same, by a destination that takes it in parts.
    ///
    /// They count as sent when the others are given up.
    public var acceptedItems = 0

    /// The data will never be accepted, because of `message`.
    public static func permanent(_ message: String, status: StatusCode? = nil) -> ConsumeError {
        ConsumeError(disposition: .permanent, message: message, status: status)
    }

    /// The data may be accepted later, not before `after`.
    public static func retryable(_ message: String, after: Duration? = nil, status: StatusCode? = nil) -> ConsumeError {
        ConsumeError(disposition: .retryable(after: after), message: message, status: status)
    }

    /// `error` itself, or a retryable error that carries its text.
    public init(_ error: any Error) {
        self = error as? ConsumeError ?? .retryable("\(error)")
    }

    private init(disposition: Disposition, message: String, status: StatusCode?) {
        self.disposition = disposition
        self.message = message
        self.status = status
    }

    /// Whether the same data will never be accepted.
    public var isPermanent: Bool { disposition == .permanent }

    /// The message, marked when the error is permanent.
    public var description: String {
        guard isPermanent else { return message }
        return "Permanent error: \(message)"
    }
}
