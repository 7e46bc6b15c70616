internal import CollectorAPI

/// Writes log lines to files in upstream's shape.
struct StreamLogSink: LogSink {
    private let level: LogLevel
    private let format: LogFormat
    private let showsCaller: Bool
    private let sampler: LogSampler?
    private let output: LogOutput
    private let clock: any CollectorClock

    /// Lines for those who start a collector whose configuration is not known yet: console shape, on standard error.
    init(fallbackWith clock: any CollectorClock) {
        level = .debug
        format = .console
        showsCaller = true
        sampler = nil
        output = .standardError
        self.clock = clock
    }

    /// Lines as `settings` ask.
    init(_ settings: LogsSettings, clock: any CollectorClock) throws(ServiceError) {
        level = settings.level
        format = settings.encoding == .json ? .json : .console
        showsCaller = !settings.disableCaller
        sampler = settings.sampling.value.map {
            LogSampler(tick: $0.tick, initial: $0.initial, thereafter: $0.thereafter)
        }
        do throws(LogOutputError) {
            output = try .open(settings.outputPaths)
        } catch {
            throw ServiceError("\(error)")
        }
        self.clock = clock
    }

    func isEnabled(_ level: LogLevel) -> Bool { level >= self.level }

    func write(_ level: LogLevel, _ message: String, caller: String, fields: [LogField]) {
        if let sampler, !sampler.allows(level, message, at: clock.now) { return }
        let time = LogTime.text(unixNanoseconds: clock.unixNanoseconds)
        let caller = showsCaller && !caller.isEmpty ? caller : nil
        output.write(format.line(time: time, level: level, caller: caller, message: message, fields: fields))
    }
}
