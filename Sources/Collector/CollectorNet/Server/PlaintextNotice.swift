internal import CollectorAPI

/// Warns, at most once a minute, that clients try TLS where the server speaks without.
final class PlaintextNotice: Sendable {
    private let logger: Logger
    private let last = Lock<ContinuousClock.Instant?>(nil)

    init(_ logger: Logger) {
        self.logger = logger
    }

    func warn(_ peer: String) {
        let isDue = last.withLock { last in
            let now = ContinuousClock.now
            if let last, last.duration(to: now) < .seconds(60) { return false }
            last = now
            return true
        }
        guard isDue else { return }
        logger.warn(
            "A client opened with TLS, but this endpoint has none: connection refused",
            [LogField("client", .string(peer))]
        )
    }
}
