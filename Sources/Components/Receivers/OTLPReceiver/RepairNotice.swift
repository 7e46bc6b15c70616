internal import CollectorAPI
internal import Pdata

/// Warns, at most once a minute, that clients send what had to be repaired.
final class RepairNotice: Sendable {
    private struct State {
        var repairedStrings = 0
        var upgradedScopes = 0
        var last: ContinuousClock.Instant?
    }

    private static let interval = Duration.seconds(60)

    private let logger: Logger
    private let state = Lock(State())

    init(_ logger: Logger) {
        self.logger = logger
    }

    func note(_ data: some Telemetry, from client: ClientContext, at now: @autoclosure () -> ContinuousClock.Instant) {
        guard data.repairedStrings > 0 || data.upgradedScopes > 0 else { return }
        let now = now()
        let due: State? = state.withLock { state in
            state.repairedStrings &+= data.repairedStrings
            state.upgradedScopes &+= data.upgradedScopes
            if let last = state.last, last.duration(to: now) < Self.interval { return nil }
            defer { state = State(last: now) }
            return state
        }
        guard let due else { return }
        let client = LogField("client", .string(client.address))
        if due.repairedStrings > 0 {
            logger.warn(
                "Strings that were not UTF-8 were repaired",
                [LogField("strings", .int(due.repairedStrings)), client]
            )
        }
        if due.upgradedScopes > 0 {
            logger.warn(
                "Scopes in the fields that OTLP 0.15 replaced were moved; update the sending SDK",
                [LogField("scopes", .int(due.upgradedScopes)), client]
            )
        }
    }
}
