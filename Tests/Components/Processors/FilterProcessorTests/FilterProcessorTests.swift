import CollectorAPI
import CollectorConfig
import CollectorTestKit
import Pdata
import Testing

@testable import FilterProcessor

/// The vectors of the reference page, and what users see of mistakes.
@Suite struct FilterProcessorTests {
    private let sink = RecordingLogSink()

    /// What is passed on; nil when nothing is.
    private func filter<Data: Telemetry>(
        _ yaml: String,
        _ json: String,
        _ make: (FilterSettings, ComponentContext, RecordingConsumer<Data>) throws -> any Processor<Data>
    ) async throws -> String? {
        let next = RecordingConsumer<Data>()
        let context = ComponentContext.test("filter", kind: .processor, log: sink)
        let processor = try make(.decode(yaml: yaml), context, next)
        try await processor.consume(Data(validatingJSON: Bytes(utf8: json)))
        return next.received.first?.json().text
    }

    private func traces(_ yaml: String, _ spans: String...) async throws -> String? {
        let left = try await filter(yaml, request(spans: spans)) { try FilterProcessorFactory().traces($0, $1, $2) }
        // JSON has a status for each span.
        return left?.replacing(#","status":{}"#, with: "")
    }

    private func metrics(_ yaml: String, _ metrics: String...) async throws -> String? {
        try await filter(yaml, request(metrics: metrics)) { try FilterProcessorFactory().metrics($0, $1, $2) }
    }

    private func logs(_ yaml: String, _ records: String...) async throws -> String? {
        try await filter(yaml, request(records: records)) { try FilterProcessorFactory().logs($0, $1, $2) }
    }

    /// Each in a scope of its own.
    private func request(spans: [String]) -> String {
        let scopes = spans.map { #"{"spans":[\#($0)],"scope":{}}"# }
        return #"{"resourceSpans":[{"scopeSpans":[\#(scopes.joined(separator: ","))],"resource":{}}]}"#
    }

    private func request(metrics: [String]) -> String {
        #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[\#(metrics.joined(separator: ","))],"scope":{}}],"resource":{}}]}"#
    }

    private func request(records: [String]) -> String {
        #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[\#(records.joined(separator: ","))],"scope":{}}],"resource":{}}]}"#
    }

    private func attribute(_ key: String, _ value: String) -> String {
        #""attributes":[{"key":"\#(key)","value":\#(value)}]"#
    }

    @Test func dropsSpansWithTheirScopes() async throws {
        let keep = #"{"name":"GET /cart"}"#
        for yaml in [
            #"traces: {span: ['IsMatch(name, "^GET /health")']}"#,
            #"trace_conditions: ['IsMatch(span.name, "^GET /health")']"#,
        ] {
            #expect(try await traces(yaml, #"{"name":"GET /healthz"}"#, keep) == request(spans: [keep]))
        }
    }

    @Test func passesNothingOnOfNothing() async throws {
        let points = #"{"asInt":"1",\#(attribute("x", #"{"stringValue":"1"}"#))}"#
        let sum = #"{"name":"m","sum":{"dataPoints":[\#(points),\#(points)]}}"#
        #expect(try await metrics(#"metrics: {datapoint: ['attributes["x"] == "1"']}"#, sum) == nil)
    }

    @Test func dropsMetricsWithTheirLastPoint() async throws {
        let one = #"{"name":"one","sum":{"dataPoints":[{"asInt":"1"}]}}"#
        let two = #"{"name":"two","sum":{"dataPoints":[{"asInt":"1"},{"asInt":"2"}]}}"#
        let rest = #"{"name":"two","sum":{"dataPoints":[{"asInt":"2"}]}}"#
        #expect(
            try await metrics("metric_conditions: [datapoint.value_int == 1]", one, two) == request(metrics: [rest])
        )
    }

    @Test func dropsBySeverity() async throws {
        let warn = #"{"severityNumber":13}"#
        let left = try await logs("logs: {log_record: [severity_number < SEVERITY_NUMBER_WARN]}", "{}", warn)
        #expect(left == request(records: [warn]))
    }

    @Test func keepsSpansWithoutEvents() async throws {
        let span = #"{"name":"a","events":[{"name":"debug"},{"name":"x"}]}"#
        #expect(
            try await traces("traces: {spanevent: ['name == \"debug\"']}", span)
                == request(spans: [#"{"name":"a","events":[{"name":"x"}]}"#])
        )
        #expect(try await traces("traces: {spanevent: ['true']}", span) == request(spans: [#"{"name":"a"}"#]))
    }

    @Test func dropsWholeResources() async throws {
        let json =
            #"{"resourceLogs":[{"resource":{"attributes":[{"key":"a","value":{"intValue":"1"}}]},"scopeLogs":[{"logRecords":[{}]}]},{"scopeLogs":[{"logRecords":[{"severityText":"x"}]}]}]}"#
        let left = try await filter("logs: {resource: ['attributes[\"a\"] == 1']}", json) {
            try FilterProcessorFactory().logs($0, $1, $2)
        }
        #expect(left == request(records: [#"{"severityText":"x"}"#]))
    }

    /// The filter of the users' page on telegen, as it is printed there.
    @Test func runsTelegensBlocks() async throws {
        let yaml = """
            spans:
              exclude:
                match_type: regexp
                attributes:
                  - key: http.target
                    value: "^/health.*"
            """
        let kept = #"{"name":"b",\#(attribute("http.target", #"{"stringValue":"/cart"}"#))}"#
        let dropped = #"{"name":"a",\#(attribute("http.target", #"{"stringValue":"/healthz"}"#))}"#
        #expect(try await traces(yaml, dropped, kept) == request(spans: [kept]))
    }

    @Test func matchesNumbersAsText() async throws {
        let yaml = #"spans: {exclude: {match_type: regexp, attributes: [{key: code, value: "20\\d"}]}}"#
        #expect(try await traces(yaml, #"{"name":"a",\#(attribute("code", #"{"intValue":"204"}"#))}"#) == nil)
    }

    @Test func asksExpressionsOfPoints() async throws {
        let with =
            #"{"name":"a","gauge":{"dataPoints":[{"asInt":"1"},{"asInt":"2",\#(attribute("k", #"{"stringValue":"v"}"#))}]}}"#
        let without = #"{"name":"a","gauge":{"dataPoints":[{"asInt":"1"}]}}"#
        let yaml = #"metrics: {include: {match_type: expr, expressions: ['MetricName == "a" && HasLabel("k")']}}"#
        let kept = try await metrics(yaml, with, without)
        #expect(kept?.ranges(of: "asInt").count == 2)
    }

    @Test func matchesLogsByTheirSeverity() async throws {
        let yaml = "logs: {include: {match_type: strict, severity_number: {min: warn, match_undefined: true}}}"
        let kept = [#"{"severityNumber":13}"#, "{}"]
        #expect(try await logs(yaml, #"{"severityNumber":9}"#, kept[0], kept[1]) == request(records: kept))
    }

    @Test func looksAtPointsOfMetrics() async throws {
        let a = #"{"name":"a","gauge":{"dataPoints":[{"asInt":"1",\#(attribute("k", #"{"stringValue":"v"}"#))}]}}"#
        let b = #"{"name":"b","gauge":{"dataPoints":[{"asInt":"1"}]}}"#
        #expect(
            try await metrics(#"metrics: {metric: ['HasAttrOnDatapoint("k", "v")']}"#, a, b) == request(metrics: [b])
        )
        #expect(try await metrics(#"metrics: {metric: ['HasAttrKeyOnDatapoint("k")']}"#, a, b) == request(metrics: [b]))
        #expect(try await metrics(#"metrics: {metric: ['HasAttrOnDatapoint("k", "x")']}"#, b) == request(metrics: [b]))
    }

    @Test func keepsWhatItCannotTell() async throws {
        let record = #"{"body":{"intValue":"1"}}"#
        #expect(try await logs("logs: {log_record: [Len(body) > 3]}", record) == request(records: [record]))
        #expect(sink.lines.first?.message == "failed to eval condition")
        let error = try await #require(throws: ConsumeError.self) {
            try await logs("{error_mode: propagate, logs: {log_record: [Len(body) > 3]}}", record)
        }
        #expect(error.isPermanent)
    }

    @Test func countsWhatItDrops() async throws {
        let next = RecordingConsumer<Traces>()
        let context = ComponentContext.test("filter", kind: .processor)
        let processor = try FilterProcessorFactory().traces(
            .decode(yaml: "trace_conditions: ['span.name == \"item-0\"']"),
            context,
            next
        )
        try await processor.consume(.sample(3))
        #expect(next.received.first?.itemCount == 2)
        let counter = context.metrics.counter(
            "processor_filter_spans.filtered",
            help: "Number of spans dropped by the filter processor",
            attributes: ["filter": "filter"]
        )
        #expect(counter.value == 1)
    }

    @Test(arguments: [
        (
            "{traces: {span: ['name == \"x\"']}, spans: {exclude: {match_type: strict, span_names: [x]}}}",
            "cannot use \"traces.resource\", \"traces.span\", \"traces.spanevent\" and the span settings \"spans.include\", "
                + "\"spans.exclude\" at the same time"
        ),
        (
            "{metrics: {metric: ['name == \"x\"'], include: {match_type: strict, metric_names: [x]}}}",
            "\"metrics.include\", \"metrics.exclude\" at the same time"
        ),
        (
            "{logs: {log_record: [body == 1], include: {match_type: strict, bodies: [x]}}}",
            "\"logs.include\", \"logs.exclude\" at the same time"
        ),
        (
            "{trace_conditions: ['span.name == \"x\"'], traces: {span: ['name == \"x\"']}}",
            "cannot use context inferred trace conditions \"trace_conditions\""
        ),
        ("{logs: {include: {match_type: strict, severity_number: {min: loud}}}}", "'loud' is not a valid severity"),
        ("{traces: {span: ['nam == 1']}}", "did you mean name?"),
        ("{metrics: {include: {match_type: expr, expressions: ['MetricName =~ 1']}}}", "cannot be understood"),
    ])
    func refuses(yaml: String, message: String) throws {
        let errors = try #require(throws: ConfigErrors.self) { try FilterSettings.decode(yaml: yaml) }
        #expect("\(errors)".contains(message), "\(errors)")
    }
}
