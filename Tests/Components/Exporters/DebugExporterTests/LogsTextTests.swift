import OTLPOracle
import Pdata
import Testing

@Suite struct LogsTextTests {
    private let record = LogRecord.with {
        $0.observedTimeUnixNano = noon + 1_000
        $0.timeUnixNano = noon
        $0.severityText = "WARNING"
        $0.severityNumber = .warn2
        $0.eventName = "order.paid"
        $0.body = .string("two\nlines")
        $0.attributes = [KeyValue("ok", .bool(true)), KeyValue("n", .int(-1))]
        $0.traceID = traceID
        $0.spanID = spanID
        $0.flags = 1
    }

    @Test func detailed() async throws {
        let expected = lines(
            "ResourceLog #0",
            "Resource SchemaURL: ",
            "ScopeLogs #0",
            "ScopeLogs SchemaURL: ",
            "InstrumentationScope  ",
            "LogRecord #0",
            "ObservedTimestamp: 2024-02-29 12:34:56.789001 +0000 UTC",
            "Timestamp: 2024-02-29 12:34:56.789 +0000 UTC",
            "SeverityText: WARNING",
            "SeverityNumber: Warn2(14)",
            "EventName: order.paid",
            "Body: Str(two\nlines)",
            "Attributes:",
            "     -> ok: Bool(true)",
            "     -> n: Int(-1)",
            "Trace ID: 0102030405060708090a0b0c0d0e0f10",
            "Span ID: a1a2a3a4a5a6a7a8",
            "Flags: 1",
            "LogRecord #1",
            "ObservedTimestamp: 1970-01-01 00:00:00 +0000 UTC",
            "Timestamp: 1970-01-01 00:00:00 +0000 UTC",
            "SeverityText: ",
            "SeverityNumber: Unspecified(0)",
            "Body: Empty()",
            "Trace ID: ",
            "Span ID: ",
            "Flags: 0"
        )
        #expect(try await text("detailed", of: logs(record, LogRecord())) == expected)
    }

    @Test func normal() async throws {
        let bare = LogRecord.with { $0.body = .int(3) }
        let expected = lines("ResourceLog #0", "ScopeLog #0", "two\nlines ok=true n=-1", "3 ")
        #expect(try await text("normal", of: logs(record, bare)) == expected)
    }

    @Test func anUnknownSeverityKeepsItsNumber() async throws {
        let record = LogRecord.with { $0.severityNumber = .UNRECOGNIZED(99) }
        #expect(try await text("detailed", of: logs(record)).contains("\nSeverityNumber: (99)\n"))
    }
}
