import CollectorAPI
import CollectorConfig
import CollectorTestKit
import Pdata
import Testing

@testable import CountConnector

/// The vectors of the reference page.
@Suite struct CountConnectorTests {
    private let outputs = RecordingOutputs()

    /// Each count of each resource, such as `log.record.count 3 env=a`.
    private var counts: [[String]] {
        outputs.metrics.calls.flatMap { call in
            var resources: [[String]] = []
            call.data.forEachResource { resource in
                var counts: [String] = []
                resource.forEachScope { scope in
                    #expect(scope.scope.name.string == "otelcol/countconnector")
                    scope.forEachMetric { metric in
                        #expect(metric.isMonotonic && metric.aggregationTemporality == .delta)
                        let name = metric.name.string
                        metric.forEachNumberDataPoint { point in
                            guard case .int(let count) = point.value else { return }
                            let attributes = point.attributes.owned().map { " \($0.key)=\($0.value.text)" }.joined()
                            counts.append("\(name) \(count)\(attributes)")
                        }
                    }
                }
                resources.append(counts)
            }
            return resources
        }
    }

    private func count(logs json: String, _ yaml: String = "{}") async throws {
        let connector = try CountConnectorFactory().logs(
            .decode(yaml: yaml),
            .test("count", kind: .connector),
            outputs.connector()
        )
        try await connector.consume(Logs(validatingJSON: Bytes(utf8: json)))
    }

    private func request(_ records: String...) -> String {
        #"{"resourceLogs":[\#(records.map { #"{"scopeLogs":[{"logRecords":[\#($0)]}]}"# }.joined(separator: ","))]}"#
    }

    @Test func countsSpansAndEvents() async throws {
        let json =
            #"{"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":{"intValue":"1"}}]},"scopeSpans":[{"spans":["#
            + #"{"events":[{"name":"x"}]},{"events":[{"name":"y"}]},{}]}]}]}"#
        let connector = try CountConnectorFactory().traces(
            .decode(yaml: "{}"),
            .test("count", kind: .connector),
            outputs.connector()
        )
        try await connector.consume(Traces(validatingJSON: Bytes(utf8: json)))
        #expect(counts == [["trace.span.count 3", "trace.span.event.count 2"]])
        var resource: AttributeValue?
        outputs.metrics.calls.first?.data.forEachResource { resource = $0.resource.attributes["a"] }
        #expect(resource == .int(1))
    }

    @Test func countsUnderConditions() async throws {
        let yaml = "logs: {my.err: {conditions: [severity_number >= SEVERITY_NUMBER_ERROR]}}"
        try await count(
            logs: request(#"{"severityNumber":17},{"severityNumber":9},{"severityNumber":21},{},{"severityNumber":1}"#),
            yaml
        )
        #expect(counts == [["my.err 2"]])
    }

    @Test func countsApart() async throws {
        func record(_ env: String) -> String { #"{"attributes":[{"key":"env","value":{"stringValue":"\#(env)"}}]}"# }
        let records = "\(record("a")),\(record("a")),{}"
        try await count(
            logs: request(records),
            "logs: {n: {attributes: [{key: env, default_value: none}]}}"
        )
        #expect(counts == [["n 2 env=a", "n 1 env=none"]])
        try await count(logs: request("{}"), "logs: {n: {attributes: [{key: env}]}}")
        #expect(counts.count == 1)
    }

    @Test func countsEachResource() async throws {
        try await count(logs: request("{},{}", "{}"))
        #expect(counts == [["log.record.count 2"], ["log.record.count 1"]])
    }

    @Test func tellsErrorsAfterCounting() async throws {
        let yaml = "logs: {n: {conditions: [Len(body) > 1]}}"
        await #expect(throws: ConsumeError.self) {
            try await count(logs: request(#"{"body":{"stringValue":"abc"}},{"body":{"intValue":"1"}}"#), yaml)
        }
        #expect(counts == [["n 1"]])
    }

    @Test(arguments: [
        ("spans: {'': {}}", "spans: metric name missing"),
        ("logs: {x: {attributes: [{key: ''}]}}", "logs attributes: metric \"x\": attribute key missing"),
        ("metrics: {x: {attributes: [{key: a}]}}", "metrics attributes not supported: metric \"x\""),
        ("datapoints: {x: {conditions: [valu == 1]}}", "segment \"valu\""),
    ])
    func refuses(yaml: String, message: String) throws {
        let errors = try #require(throws: ConfigErrors.self) { try CountSettings.decode(yaml: yaml) }
        #expect("\(errors)".contains(message), "\(errors)")
    }
}
