import CollectorAPI
import CollectorTestKit
import Pdata
import Testing

@testable import RedactionProcessor

/// What conditions exempt from redaction.
@Suite struct SkipConditionTests {
    private static let card = "4111111111111111"

    /// A resource called `name` in which everything that can be redacted has a card's number.
    private func resource(_ name: String, _ scopes: String) -> String {
        #"{"resource":{"attributes":[{"key":"name","value":{"stringValue":"\#(name)"}},\#(Self.attribute)]},\#(scopes)}"#
    }

    private static let attribute = #"{"key":"card","value":{"stringValue":"\#(card)"}}"#
    private static let attributes = #""attributes":[\#(attribute)]"#

    private func spans(_ names: String...) -> String {
        let spans = names.map { name in
            #"{"name":"\#(name)",\#(Self.attributes),"events":[{"name":"e-\#(name)",\#(Self.attributes)},{"name":"e2"}]}"#
        }
        return #""scopeSpans":[{"scope":{"name":"s",\#(Self.attributes)},"spans":[\#(spans.joined(separator: ","))]}]"#
    }

    private func config(_ condition: String) -> String {
        "{allow_all_keys: true, blocked_values: ['4[0-9]{15}'], skip_conditions: ['\(condition)']}"
    }

    /// What still has the card's number, by its name.
    private func untouchedTraces(_ condition: String, log: RecordingLogSink = RecordingLogSink()) async throws -> String
    {
        let next = RecordingConsumer<Traces>()
        let processor = try RedactionProcessorFactory().traces(
            .decode(yaml: config(condition)),
            .test("redaction", kind: .processor, log: log),
            next
        )
        let json = [resource("a", spans("1", "2")), resource("b", spans("3"))].joined(separator: ",")
        try await processor.consume(Traces(validatingJSON: Bytes(utf8: #"{"resourceSpans":[\#(json)]}"#)))
        var found: [String] = []
        let traces = try #require(next.received.first)
        traces.forEachResource { group in
            let name = group.resource.attributes["name"]?.text ?? ""
            if group.resource.attributes["card"]?.text == Self.card { found.append(name) }
            group.forEachScope { scope in
                if scope.scope.attributes["card"]?.text == Self.card { found.append("s\(name)") }
                scope.forEachSpan { span in
                    if span.attributes["card"]?.text == Self.card { found.append(span.name.string) }
                    span.forEachEvent { event in
                        if event.attributes["card"]?.text == Self.card { found.append(event.name.string) }
                    }
                }
            }
        }
        return found.joined(separator: " ")
    }

    @Test(arguments: [
        ("resource.attributes[\"name\"] == \"a\"", "a sa 1 e-1 2 e-2"),
        ("resource.attributes[\"card\"] == \"4111111111111111\"", "a sa 1 e-1 2 e-2 b sb 3 e-3"),
        ("scope.name == \"s\" and resource.attributes[\"name\"] == \"b\"", "sb 3 e-3"),
        ("span.name == \"2\"", "2 e-2"),
        ("span.attributes[\"card\"] != nil", "1 e-1 2 e-2 3 e-3"),
        ("spanevent.name == \"e-3\" or resource.attributes[\"name\"] == \"a\"", "e-1 e-2 e-3"),
        ("log.severity_number > 0", ""),
        ("resource.attributes[\"name\"] == \"c\"", ""),
    ])
    func exemptsTraces(condition: String, expected: String) async throws {
        #expect(try await untouchedTraces(condition) == expected)
    }

    @Test func redactsWhatCannotBeTold() async throws {
        let log = RecordingLogSink()
        #expect(try await untouchedTraces("Len(span.kind) > 1", log: log) == "")
        #expect(log.messages.contains("failed to eval condition"))
    }

    @Test func exemptsLogRecords() async throws {
        let next = RecordingConsumer<Logs>()
        let processor = try RedactionProcessorFactory().logs(
            .decode(yaml: config("log.severity_number < SEVERITY_NUMBER_WARN")),
            .test("redaction", kind: .processor),
            next
        )
        let records = [9, 17].map { severity in
            #"{"severityNumber":\#(severity),"body":{"stringValue":"\#(Self.card)"},\#(Self.attributes)}"#
        }
        let scopes = #""scopeLogs":[{"scope":{"name":"s"},"logRecords":[\#(records.joined(separator: ","))]}]"#
        try await processor.consume(Logs(validatingJSON: Bytes(utf8: #"{"resourceLogs":[\#(resource("a", scopes))]}"#)))
        var bodies: [String] = []
        var cards: [String] = []
        try #require(next.received.first).forEachLogRecord { entry in
            bodies.append(entry.logRecord.body.owned().text)
            cards.append(entry.logRecord.attributes["card"]?.text ?? "")
        }
        #expect(bodies == [Self.card, "****"])
        #expect(cards == [Self.card, "****"])
    }

    @Test func exemptsTheDataPointsOfAMetric() async throws {
        let next = RecordingConsumer<Metrics>()
        let processor = try RedactionProcessorFactory().metrics(
            .decode(yaml: config("metric.name == \"m\"")),
            .test("redaction", kind: .processor),
            next
        )
        let metrics = ["l", "m"].map { name in
            let points = #""dataPoints":[{"asInt":"1",\#(Self.attributes)},{"asInt":"2",\#(Self.attributes)}]"#
            return #"{"name":"\#(name)","gauge":{\#(points)}}"#
        }
        let scopes = #""scopeMetrics":[{"scope":{"name":"s"},"metrics":[\#(metrics.joined(separator: ","))]}]"#
        let json = #"{"resourceMetrics":[\#(resource("a", scopes))]}"#
        try await processor.consume(Metrics(validatingJSON: Bytes(utf8: json)))
        var cards: [String] = []
        try #require(next.received.first).forEachDataPoint { cards.append($0.dataPoint.attributes["card"]?.text ?? "") }
        #expect(cards == ["****", "****", Self.card, Self.card])
    }
}
