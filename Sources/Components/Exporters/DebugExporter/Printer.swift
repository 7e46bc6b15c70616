internal import CollectorAPI
internal import Pdata

/// Prints telemetry to the collector's log or to files of its own, thinned out by text.
final class Printer: Sendable {
    /// What printing needs while the exporter runs.
    private struct Running: Sendable {
        let host: any Host
        let logger: Logger
    }

    private let settings: DebugSettings
    private let internalLogger: Logger
    private let sampler: LogSampler
    private let running = Lock<Running?>(nil)

    init(_ settings: DebugSettings, _ logger: Logger) {
        self.settings = settings
        internalLogger = logger.withoutCaller()
        sampler = LogSampler(
            tick: .seconds(1),
            initial: settings.samplingInitial,
            thereafter: settings.samplingThereafter
        )
    }

    /// Opens what is printed to.
    ///
    /// - Throws: which file cannot be opened, and why.
    func open(_ host: any Host) throws {
        var logger = internalLogger
        if !settings.usesInternalLogger {
            logger = Logger(OutputLogSink(output: try LogOutput.open(settings.outputPaths ?? ["stdout"])))
        }
        running.withLock { [logger] in $0 = Running(host: host, logger: logger) }
    }

    /// Gives up what is printed to; files close when the last print to them ends.
    func close() {
        running.withLock { $0 = nil }
    }

    /// Prints `data` as the settings ask, away from the loop where it may take long.
    func print(_ data: some PrintableTelemetry) async throws(ConsumeError) {
        guard let running = running.withLock({ $0 }) else {
            throw ConsumeError.retryable("the debug exporter is not running")
        }
        guard running.logger.isEnabled(.info) else { return }
        if settings.verbosity == .basic, settings.usesInternalLogger {
            summarize(data, running)
            return
        }
        do {
            try await running.host.offLoop { [self] in
                summarize(data, running)
                describe(data, running)
            }
        } catch {
            throw ConsumeError(error)
        }
    }

    private func summarize(_ data: some PrintableTelemetry, _ running: Running) {
        write(data.summary.message, data.summary.counts, running)
    }

    private func describe(_ data: some PrintableTelemetry, _ running: Running) {
        var text = TextBuffer()
        switch settings.verbosity {
        case .basic: return
        case .normal: data.printNormal(to: &text)
        case .detailed: data.printDetailed(to: &text)
        }
        write(text.finish(), [], running)
    }

    private func write(_ message: String, _ fields: [LogField], _ running: Running) {
        guard sampler.allows(.info, message, at: running.host.clock.now) else { return }
        running.logger.info(message, fields)
    }
}
