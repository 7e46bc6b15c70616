internal import CollectorAPI
internal import CollectorNet

extension ConsumeError {
    /// How long a client should wait before it tries again, where whoever refused does not say.
    private static let defaultDelay = Duration.seconds(1)

    /// What the client is told: the status of a peer or component as it is, else INTERNAL for what will never be
    /// accepted and UNAVAILABLE for what may be.
    ///
    /// Overload always comes with a delay: released SDKs retry RESOURCE_EXHAUSTED only then.
    var grpcStatus: GRPCStatus {
        let code = status ?? (isPermanent ? .internal : .unavailable)
        var delay: Duration?
        if case .retryable(let after) = disposition { delay = after }
        if code == .unavailable || code == .resourceExhausted { delay = delay ?? Self.defaultDelay }
        return GRPCStatus(code, description, retryAfter: delay)
    }
}
