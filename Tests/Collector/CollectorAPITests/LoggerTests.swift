import CollectorAPI
import Testing

@Suite struct LoggerTests {
    /// Remembers where lines say they come from.
    private final class CallerSink: LogSink {
        private let state = Lock<[String]>([])

        var callers: [String] { state.withLock { $0 } }

        func isEnabled(_ level: LogLevel) -> Bool { true }

        func write(_ level: LogLevel, _ message: String, caller: String, fields: [LogField]) {
            state.withLock { $0.append(caller) }
        }
    }

    @Test func tellsWhereALineComesFromUnlessAskedNotTo() {
        let sink = CallerSink()
        let logger = Logger(sink)
        logger.info("m", file: "A/B.swift", line: 7)
        logger.withoutCaller().info("m")
        logger.withoutCaller().with([LogField("n", 1)]).info("m")
        #expect(sink.callers == ["A/B.swift:7", "", ""])
    }
}
