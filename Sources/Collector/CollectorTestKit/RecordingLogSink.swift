public import CollectorAPI

/// A log that a test can read.
public final class RecordingLogSink: LogSink {
    /// One line.
    public struct Line: Sendable {
        /// How serious it is.
        public var level: LogLevel
        /// The message.
        public var message: String
        /// The fields in order.
        public var fields: [LogField]

        /// The value of the last field `key`.
        public subscript(_ key: String) -> LogValue? { fields.last { $0.key == key }?.value }
    }

    private struct Waiter {
        var matches: @Sendable (Line) -> Bool
        var continuation: CheckedContinuation<Line, Never>
    }

    private struct State {
        var lines: [Line] = []
        var waiters: [Waiter] = []
    }

    private let level: LogLevel
    private let state = Lock(State())

    /// A log of lines of `level` and above.
    public init(level: LogLevel = .debug) {
        self.level = level
    }

    /// The lines so far.
    public var lines: [Line] { state.withLock { $0.lines } }

    /// The messages so far.
    public var messages: [String] { lines.map(\.message) }

    /// A logger that writes here.
    public var logger: Logger { Logger(self) }

    /// Whether the log keeps lines of `level`.
    public func isEnabled(_ level: LogLevel) -> Bool { level >= self.level }

    /// Keeps one line.
    public func write(_ level: LogLevel, _ message: String, caller: String, fields: [LogField]) {
        let line = Line(level: level, message: message, fields: fields)
        let waiters = state.withLock { state in
            state.lines.append(line)
            let satisfied = state.waiters.filter { $0.matches(line) }
            state.waiters.removeAll { $0.matches(line) }
            return satisfied
        }
        for waiter in waiters { waiter.continuation.resume(returning: line) }
    }

    /// Returns the first line with `message`, once it was written.
    @discardableResult
    public func wait(for message: String) async -> Line {
        await withCheckedContinuation { continuation in
            let there = state.withLock { state -> Line? in
                if let line = state.lines.first(where: { $0.message == message }) { return line }
                state.waiters.append(Waiter(matches: { $0.message == message }, continuation: continuation))
                return nil
            }
            if let there { continuation.resume(returning: there) }
        }
    }
}
