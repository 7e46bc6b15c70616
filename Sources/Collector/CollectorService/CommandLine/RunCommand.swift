internal import CollectorAPI
internal import CollectorConfig
internal import Glibc

/// Runs the collector until it is told to stop.
struct RunCommand {
    /// How long components may take to give up, once the time for shutting down is over.
    private static let grace = Duration.seconds(5)

    let loader: ConfigurationLoader

    /// - Returns: the exit status.
    func run() -> Int32 {
        var signals = Signals()
        let runner = Runner(loader)
        let waker = signals.waker
        runner.begin { waker.wake() }

        var deadline: ContinuousClock.Instant?
        var isGivingUp = false
        while true {
            let event = signals.wait(atMost: deadline.map { $0 - .now })
            if let result = runner.result { return Self.status(of: result, gaveUp: isGivingUp) }
            switch event {
            case .signal(SIGHUP):
                runner.logger.warn("Received SIGHUP; reloading the configuration is not available yet, nothing changes")
            case .signal(let signal):
                runner.logger.info(
                    "Received signal from OS",
                    [LogField("signal", .string(Signals.name(signal)))]
                )
                guard !runner.stop.isRequested else { return Self.forced("a second signal arrived") }
                runner.stop.request(.asked)
            case .timedOut where isGivingUp:
                return Self.forced("components did not give up in time")
            case .timedOut:
                runner.logger.error(
                    "Shutdown takes longer than service::shutdown_timeout; components give up what they still hold",
                    [LogField("shutdown_timeout", .string(runner.shutdownTimeout.goText))]
                )
                isGivingUp = true
                deadline = .now + Self.grace
                runner.cancel()
            case .woken:
                break
            }
            if runner.stop.isRequested, deadline == nil { deadline = .now + runner.shutdownTimeout }
        }
    }

    private static func status(of result: Result<Void, ServiceError>, gaveUp: Bool) -> Int32 {
        switch result {
        case .success where !gaveUp:
            return 0
        case .success:
            return forced("it took longer than service::shutdown_timeout")
        case .failure(let error):
            StandardStreams.error("Error: \(error)\n")
            return 1
        }
    }

    private static func forced(_ reason: String) -> Int32 {
        StandardStreams.error("Error: shutdown was cut short: \(reason)\n")
        return 1
    }
}
