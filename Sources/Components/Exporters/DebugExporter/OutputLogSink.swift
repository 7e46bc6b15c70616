internal import CollectorAPI

/// Writes messages and their fields alone: neither time nor level.
struct OutputLogSink: LogSink {
    let output: LogOutput

    func isEnabled(_ level: LogLevel) -> Bool { level >= .info }

    func write(_ level: LogLevel, _ message: String, caller: String, fields: [LogField]) {
        output.write(LogFormat.console.line(time: nil, level: nil, caller: nil, message: message, fields: fields))
    }
}
