internal import CollectorAPI

/// Logs the handshakes that failed, up to a number in each minute, so that a port scan does not flood the log.
final class TLSNotice: Sendable {
    private static let limit = 10

    private struct State {
        var start: ContinuousClock.Instant?
        var logged = 0
        var kept = 0
    }

    private let logger: Logger
    private let state = Lock(State())

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// Logs `error`, unless there were too many.
    func failed(_ error: NetError, peer: String) {
        let kept: Int? = state.withLock { state in
            let now = ContinuousClock.now
            if state.start.map({ $0.duration(to: now) >= .seconds(60) }) ?? true {
                state.start = now
                state.logged = 0
            }
            guard state.logged < Self.limit else {
                state.kept += 1
                return nil
            }
            state.logged += 1
            defer { state.kept = 0 }
            return state.kept
        }
        var fields = [LogField("client", .string(peer)), LogField("error", .string(error.description))]
        guard let kept else { return logger.debug("A TLS connection was refused", fields) }
        if kept > 0 { fields.append(LogField("not_logged", .int(kept))) }
        logger.warn("A TLS connection was refused", fields)
    }
}
