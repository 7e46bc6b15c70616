internal import CollectorConfig
public import Pdata

/// Delivers data that the collector has answered for: tries again, with growing pauses, for as long as the collector
/// runs and the consumer's own time for attempts lasts.
///
/// Once ``close()`` was called, each delivery gets one more attempt and no pause. A cancelled task ends its delivery at the
/// next refusal.
public final class OwnedDelivery: Sendable {
    /// How a delivery ended.
    public enum Outcome: Sendable {
        /// The consumer took the data, and answers for it.
        case accepted
        /// The consumer refused the data for good.
        case refused(ConsumeError)
        /// The consumer gave up after the user's time for attempts, or the collector stops before it took the data.
        case abandoned(ConsumeError)
    }

    private struct State {
        var isClosed = false
        var pauses: [Int: Task<Void, Never>] = [:]
        var nextPause = 0
    }

    private let host: any Host
    private let logger: Logger
    private let state = Lock(State())

    /// Deliveries that pause on `host`'s clock, and log each refusal to `logger`.
    public init(host: any Host, logger: Logger) {
        self.host = host
        self.logger = logger
    }

    /// Hands `data` to `consumer`, as often as it takes, in the context of `client`.
    public func deliver<Data: Telemetry>(
        _ data: Data,
        to consumer: any Consumer<Data>,
        client: ClientContext
    ) async -> Outcome {
        var backoff = Backoff()
        while true {
            do {
                try await ClientContext.$current.withValue(client) { try await consumer.consume(data) }
                return .accepted
            } catch {
                let refusal = ConsumeError(error)
                guard case .retryable(let after) = refusal.disposition else { return .refused(refusal) }
                guard !refusal.isGivenUp else { return .abandoned(refusal) }
                let pause = backoff.next(atLeast: after)
                guard !Task.isCancelled, await self.pause(pause, refusal, items: data.itemCount) else {
                    return .abandoned(refusal)
                }
            }
        }
    }

    /// Ends the pauses: from now on a refusal ends a delivery.
    public func close() {
        let pauses = state.withLock { state in
            state.isClosed = true
            defer { state.pauses = [:] }
            return Array(state.pauses.values)
        }
        for pause in pauses { pause.cancel() }
    }

    /// Waits before the next attempt.
    ///
    /// - Returns: whether there is to be one.
    private func pause(_ duration: Duration, _ refusal: ConsumeError, items: Int) async -> Bool {
        let clock = host.clock
        let started = state.withLock { state -> (id: Int, task: Task<Void, Never>)? in
            guard !state.isClosed else { return nil }
            let id = state.nextPause
            state.nextPause += 1
            let task = host.spawn { try? await clock.sleep(for: duration) }
            state.pauses[id] = task
            return (id, task)
        }
        guard let started else { return false }
        logger.info(
            "Refused downstream. Will retry after interval.",
            [
                LogField("error", .string("\(refusal)")), LogField("interval", .string(duration.goText)),
                LogField("items", .int(items)),
            ]
        )
        await withTaskCancellationHandler {
            await started.task.value
        } onCancel: {
            started.task.cancel()
        }
        state.withLock { $0.pauses[started.id] = nil }
        return true
    }
}
