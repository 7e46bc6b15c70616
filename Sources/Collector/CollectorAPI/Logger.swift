/// How serious a log line is.
public enum LogLevel: Int, Sendable, Hashable, Comparable, CaseIterable, CustomStringConvertible {
    case debug = -1
    case info = 0
    case warn = 1
    case error = 2
    case fatal = 5

    /// The lower-case name, as it is printed and configured.
    public var description: String {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .warn: "warn"
        case .error: "error"
        case .fatal: "fatal"
        }
    }

    /// By seriousness.
    public static func < (lhs: LogLevel, rhs: LogLevel) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// The value of a log field.
public enum LogValue: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
    case string(String)
    case int(Int)
    case double(Double)
    case bool(Bool)
    case list([LogValue])
    case object([LogField])

    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .int(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

/// A named value in a log line.
public struct LogField: Sendable, Hashable {
    /// The name.
    public var key: String

    /// The value.
    public var value: LogValue

    /// The field `key` with `value`.
    public init(_ key: String, _ value: LogValue) {
        self.key = key
        self.value = value
    }
}

/// Writes log lines somewhere.
public protocol LogSink: Sendable {
    /// Whether lines of `level` are written at all.
    func isEnabled(_ level: LogLevel) -> Bool

    /// Writes one line; `fields` come in the order in which they are printed. `caller` is empty when the line does not
    /// tell where in the source it comes from.
    func write(_ level: LogLevel, _ message: String, caller: String, fields: [LogField])
}

/// Where a component logs, with the fields that say who logs.
public struct Logger: Sendable {
    private let sink: any LogSink
    private let fields: [LogField]
    private var tellsCaller = true

    /// A logger that adds `fields` to each of its lines.
    public init(_ sink: any LogSink, fields: [LogField] = []) {
        self.sink = sink
        self.fields = fields
    }

    /// This logger with `fields` added after its own.
    public func with(_ fields: [LogField]) -> Logger {
        var logger = Logger(sink, fields: self.fields + fields)
        logger.tellsCaller = tellsCaller
        return logger
    }

    /// This logger without the place in the source, for lines that are a component's output rather than its report.
    public func withoutCaller() -> Logger {
        var logger = self
        logger.tellsCaller = false
        return logger
    }

    /// Whether lines of `level` are written at all: ask before building a costly message.
    public func isEnabled(_ level: LogLevel) -> Bool { sink.isEnabled(level) }

    /// Writes a line of `level`; `message` and `fields` are not evaluated when the level is off.
    public func log(
        _ level: LogLevel,
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> [LogField] = [],
        file: StaticString = #fileID,
        line: Int = #line
    ) {
        guard sink.isEnabled(level) else { return }
        let caller = tellsCaller ? "\(file):\(line)" : ""
        sink.write(level, message(), caller: caller, fields: self.fields + fields())
    }

    /// Writes a line for developers.
    public func debug(
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> [LogField] = [],
        file: StaticString = #fileID,
        line: Int = #line
    ) {
        log(.debug, message(), fields(), file: file, line: line)
    }

    /// Writes a line on normal operation.
    public func info(
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> [LogField] = [],
        file: StaticString = #fileID,
        line: Int = #line
    ) {
        log(.info, message(), fields(), file: file, line: line)
    }

    /// Writes a line on something that the user should look at.
    public func warn(
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> [LogField] = [],
        file: StaticString = #fileID,
        line: Int = #line
    ) {
        log(.warn, message(), fields(), file: file, line: line)
    }

    /// Writes a line on something that failed.
    public func error(
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> [LogField] = [],
        file: StaticString = #fileID,
        line: Int = #line
    ) {
        log(.error, message(), fields(), file: file, line: line)
    }
}
