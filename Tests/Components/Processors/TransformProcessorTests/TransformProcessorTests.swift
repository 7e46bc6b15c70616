import CollectorAPI
import CollectorConfig
import CollectorTestKit
import Pdata
import Testing

@testable import TransformProcessor

/// The vectors of the reference page, and what users see of mistakes.
@Suite struct TransformProcessorTests {
    private let sink = RecordingLogSink()

    private func run<Data: Telemetry>(
        _ yaml: String,
        _ json: String,
        _ make: (TransformSettings, ComponentContext, RecordingConsumer<Data>) throws -> any Processor<Data>
    ) async throws -> String {
        let next = RecordingConsumer<Data>()
        let context = ComponentContext.test("transform", kind: .processor, log: sink)
        let processor = try make(.decode(yaml: yaml), context, next)
        try await processor.consume(Data(validatingJSON: Bytes(utf8: json)))
        return try #require(next.received.first).json().text
    }

    private func logs(_ yaml: String, _ json: String) async throws -> String {
        try await run(yaml, json) { try TransformProcessorFactory().logs($0, $1, $2) }
    }

    private func traces(_ yaml: String, _ json: String) async throws -> String {
        try await run(yaml, json) { try TransformProcessorFactory().traces($0, $1, $2) }
    }

    private func metrics(_ yaml: String, _ json: String) async throws -> String {
        try await run(yaml, json) { try TransformProcessorFactory().metrics($0, $1, $2) }
    }

    private func records(_ records: String) -> String {
        #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[\#(records)],"scope":{}}],"resource":{}}]}"#
    }

    private func metric(_ metric: String) -> String {
        #"{"resourceMetrics":[{"resource":{"attributes":[{"key":"r","value":{"intValue":"1"}}]},"#
            + #""scopeMetrics":[{"scope":{"name":"s"},"metrics":[\#(metric)]}]}]}"#
    }

    @Test func runsAPlainList() async throws {
        let yaml = #"log_statements: ['set(log.severity_text, "FAIL") where log.body == "request failed"']"#
        let result = try await logs(
            yaml,
            records(#"{"body":{"stringValue":"request failed"}},{"body":{"intValue":"1"},"severityText":"x"}"#)
        )
        #expect(
            result
                == records(
                    #"{"body":{"stringValue":"request failed"},"severityText":"FAIL"},{"body":{"intValue":"1"},"severityText":"x"}"#
                )
        )
    }

    @Test func runsGroupsUnderTheirConditions() async throws {
        let yaml = """
            metric_statements:
              - conditions: [metric.type == METRIC_DATA_TYPE_SUM]
                statements: ['set(metric.description, "Sum")']
            """
        let result = try await metrics(
            yaml,
            metric(
                #"{"name":"a","gauge":{"dataPoints":[{"asInt":"1"}]}},{"name":"b","sum":{"dataPoints":[{"asInt":"1"}]}}"#
            )
        )
        #expect(result.contains(#"{"name":"a","gauge""#))
        #expect(result.ranges(of: #""description":"Sum""#).count == 1)
    }

    /// The first group is over before the second begins.
    @Test func runsGroupsOneAfterTheOther() async throws {
        let yaml = """
            log_statements:
              - context: log
                statements: ['set(resource.attributes["last"], body)']
              - context: log
                statements: ['set(severity_text, resource.attributes["last"])']
            """
        let result = try await logs(yaml, records(#"{"body":{"stringValue":"a"}},{"body":{"stringValue":"b"}}"#))
        #expect(result.contains(#"{"body":{"stringValue":"a"},"severityText":"b"}"#))
    }

    @Test func extractsCounts() async throws {
        let histogram =
            #"{"name":"m","description":"d","histogram":{"dataPoints":[{"count":"3","sum":6,"attributes":"#
            + #"[{"key":"a","value":{"intValue":"1"}}]}],"aggregationTemporality":1}}"#
        let result = try await metrics(
            "metric_statements: [extract_count_metric(true) where metric.name == \"m\"]",
            metric(histogram)
        )
        let again = try Metrics(validatingJSON: Bytes(utf8: result))
        var found: [String] = []
        again.forEachMetric { entry in
            #expect(entry.resource.attributes["r"] == .int(1))
            #expect(entry.scope.name.string == "s")
            entry.metric.forEachNumberDataPoint { point in
                #expect(point.value == .int(3))
                #expect(point.attributes["a"] == .int(1))
            }
            found.append(
                "\(entry.metric.name.string) \(entry.metric.aggregationTemporality) \(entry.metric.isMonotonic)"
            )
        }
        #expect(found == ["m Delta false", "m_count Delta true"])
    }

    @Test(arguments: [
        ("convert_sum_to_gauge()", #"{"name":"m","sum":{"dataPoints":[{"asInt":"4"}]}}"#, "gauge 4"),
        ("convert_gauge_to_sum(\"delta\", true)", #"{"name":"m","gauge":{"dataPoints":[{"asInt":"4"}]}}"#, "sum 4"),
        ("scale_metric(2.5)", #"{"name":"m","gauge":{"dataPoints":[{"asInt":"3"}]}}"#, "gauge 7"),
        ("scale_metric(0.5, \"ms\")", #"{"name":"m","gauge":{"dataPoints":[{"asDouble":3}]}}"#, "gauge 1.5 ms"),
    ])
    func convertsMetrics(statement: String, json: String, expected: String) async throws {
        let result = try Metrics(
            validatingJSON: Bytes(
                utf8: await metrics(
                    "metric_statements: [{context: metric, statements: ['\(statement)']}]",
                    metric(json)
                )
            )
        )
        var found = ""
        result.forEachMetric { entry in
            found = "\(entry.metric.kind)"
            entry.metric.forEachNumberDataPoint { point in
                switch point.value {
                case .int(let int): found += " \(int)"
                case .double(let double): found += " \(double)"
                case .none: break
                }
            }
            if !entry.metric.unit.isEmpty { found += " \(entry.metric.unit.string)" }
        }
        #expect(found == expected)
    }

    @Test func goesOnAfterAnError() async throws {
        let yaml = """
            log_statements:
              - 'set(log.attributes["x"], Substring("ab", 0, 9))'
              - 'set(log.severity_text, "next")'
            """
        let result = try await logs(yaml, records(#"{"body":{"intValue":"1"}}"#))
        #expect(result == records(#"{"body":{"intValue":"1"},"severityText":"next"}"#))
        let line = try #require(sink.lines.first)
        #expect(line.level == .warn && line.message == "failed to execute statement")
    }

    @Test func propagatesAnError() async throws {
        let yaml = #"{error_mode: propagate, log_statements: ['set(log.attributes["x"], Substring("ab", 0, 9))']}"#
        let error = try await #require(throws: ConsumeError.self) {
            try await logs(yaml, records(#"{"body":{"intValue":"1"}}"#))
        }
        #expect(error.isPermanent)
        #expect(
            error.message.hasPrefix(
                "failed to execute statement: set(log.attributes[\"x\"], Substring(\"ab\", 0, 9)), "
            )
        )
    }

    @Test func keepsWhatDoesNotChange() async throws {
        let next = RecordingConsumer<Traces>()
        let processor = try TransformProcessorFactory().traces(
            .decode(yaml: #"trace_statements: ['set(span.name, "x") where span.name == "never"']"#),
            .test("transform", kind: .processor),
            next
        )
        let traces = Traces.sample(3)
        try await processor.consume(traces)
        #expect(next.received.first?.segments == traces.segments)
    }

    /// The transform snippet of the users' page on telegen, as it is printed there.
    @Test func runsTelegensStatements() async throws {
        let yaml = """
            trace_statements:
              - context: span
                statements:
                  # Add custom attribute
                  - set(attributes["env"], "production")
                  # Truncate long attribute values
                  - truncate_all(attributes, 4096)
            metric_statements:
              - context: metric
                statements:
                  # Rename metric
                  - set(name, Concat([name, "_renamed"], "")) where name == "old_metric"
            """
        let long = String(repeating: "x", count: 5000)
        let span = #"{"name":"a","attributes":[{"key":"long","value":{"stringValue":"\#(long)"}}]}"#
        let spans = try await traces(yaml, #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(span)]}]}]}"#)
        #expect(spans.contains(#"{"key":"env","value":{"stringValue":"production"}}"#))
        #expect(spans.contains("\"" + long.prefix(4096) + "\""))
        let renamed = try await metrics(yaml, metric(#"{"name":"old_metric","gauge":{}},{"name":"new","gauge":{}}"#))
        #expect(renamed.contains("old_metric_renamed") && renamed.contains(#""name":"new""#))
    }

    @Test(arguments: [
        (
            "log_statements: ['set(log.body, 1)', {statements: ['set(log.body, 2)']}]",
            "multiple configuration styles is not supported"
        ),
        ("trace_statements: true", "invalid trace_statements type, expected: array, got: bool"),
        ("trace_statements: [{context: log, statements: ['set(body, 1)']}]", "unknown context \"log\""),
        ("trace_statements: [{contxt: span}]", "contxt"),
        ("trace_statements: ['set(span.nam, 1)']", "did you mean name?"),
        ("trace_statements: ['set(nam, 1)']", "possibly valid options are"),
        ("trace_statements: ['set(log.body, 1)']", "context \"log\" is not valid here"),
        ("error_mode: nope", "unknown error mode nope"),
        ("flatten_data: true", "'flatten_data' requires the 'transform.flatten.logs' feature gate to be enabled"),
        (
            "metric_statements: ['limit(datapoint.attributes, 1, [])', 'convert_sum_to_gauge()']",
            "unable to infer context from statements"
        ),
        ("metric_statements: ['convert_gauge_to_sum(\"x\", true)']", "unable to infer context"),
        (
            "metric_statements: [{context: metric, statements: ['convert_gauge_to_sum(\"x\", true)']}]",
            "unknown aggregation temporality: x"
        ),
    ])
    func refuses(yaml: String, message: String) throws {
        let errors = try #require(throws: ConfigErrors.self) { try TransformSettings.decode(yaml: yaml) }
        #expect("\(errors)".contains(message), "\(errors)")
    }

    /// Statements whose paths name several contexts are run for the innermost.
    @Test func infersTheContext() throws {
        func contexts(_ statements: String) throws -> [String] {
            let settings = try TransformSettings.decode(yaml: "metric_statements: [\(statements)]")
            return settings.metricStatements.compiled(.transform(.metrics)) { _, _ in }.map { "\($0.group.context)" }
        }
        let outer = #"'set(resource.attributes["t"], "x")', 'set(metric.description, "y")'"#
        #expect(try contexts(outer) == ["metric"])
        #expect(try contexts(outer + ", 'limit(datapoint.attributes, 1, [])'") == ["datapoint"])
        #expect(try contexts("'set(resource.attributes[\"t\"], \"x\")'") == ["resource"])
        #expect(try contexts("'copy_metric(name=\"x\") where resource.attributes[\"a\"] == 1'") == ["metric"])
    }
}
