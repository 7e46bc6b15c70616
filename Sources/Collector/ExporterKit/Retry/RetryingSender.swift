internal import CollectorAPI
internal import Pdata

/// Makes one attempt after the other until one succeeds, fails for good, or there is no time left.
struct RetryingSender<Data: Telemetry>: Sendable {
    let settings: RetrySettings
    let pauses: RetryPauses
    let logger: Logger
    /// Makes what a request's attempts share; nil where they share nothing.
    let transfer: (@Sendable (Data) -> SendingExporter<Data>.Transfer)?
    let attempt: SendingExporter<Data>.Attempt

    func send(_ data: Data, on host: any Host) async throws(ConsumeError) -> PartialSuccess? {
        let start = host.clock.now
        var backoff = RetryBackoff(settings)
        let transfer = transfer?(data)
        while true {
            do throws(ConsumeError) {
                if let transfer { return try await transfer() }
                return try await attempt(data)
            } catch {
                guard case .retryable(let throttle) = error.disposition else { throw error }
                let pause = max(backoff.next(), throttle ?? .zero)
                try checkTime(start, host.clock.now.advanced(by: pause), error)
                try checkEnd(error)
                log(error, throttle, pause)
                await pauses.wait(pause, on: host)
                // A pause that shutdown ended is followed by a last attempt: there is no later.
                try checkCancelled(error)
            }
        }
    }

    private func checkTime(
        _ start: ContinuousClock.Instant,
        _ next: ContinuousClock.Instant,
        _ error: ConsumeError
    ) throws(ConsumeError) {
        guard settings.maxElapsedTime > .zero, start.duration(to: next) > settings.maxElapsedTime else { return }
        var last = error.explained("no more retries left")
        last.isGivenUp = true
        throw last
    }

    private func checkEnd(_ error: ConsumeError) throws(ConsumeError) {
        try checkCancelled(error)
        if pauses.isClosed { throw error.explained("interrupted due to shutdown") }
    }

    private func checkCancelled(_ error: ConsumeError) throws(ConsumeError) {
        if Task.isCancelled { throw error.explained("request is cancelled or timed out") }
    }

    private func log(_ error: ConsumeError, _ throttle: Duration?, _ pause: Duration) {
        let text = throttle.map { "Throttle (\($0.goText)), error: \(error)" } ?? "\(error)"
        logger.info(
            "Exporting failed. Will retry the request after interval.",
            [LogField("error", .string(text)), LogField("interval", .string(pause.goText))]
        )
    }
}

extension ConsumeError {
    /// This error with the reason before its message why there is no other attempt.
    fileprivate func explained(_ reason: String) -> ConsumeError {
        var error = self
        error.message = "\(reason): \(message)"
        return error
    }
}
