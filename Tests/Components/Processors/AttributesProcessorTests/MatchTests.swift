import CollectorAPI
import CollectorTestKit
import OracleTelemetry
import Pdata
import PropertyMatching
import Testing

@testable import AttributesProcessor

/// What `include` and `exclude` let through.
@Suite struct MatchTests {
    private static let action = "actions: [{key: r, value: true, action: upsert}]"

    /// The names of the spans that the processor changed.
    private func changed(_ blocks: String, in traces: Traces) async throws -> [String] {
        let next = RecordingConsumer<Traces>()
        let processor = try AttributesProcessorFactory().traces(
            .decode(yaml: "\(blocks)\n\(Self.action)"),
            .test("attributes", kind: .processor),
            next
        )
        try await processor.consume(traces)
        let spans = try #require(try next.received.first?.spans)
        #expect(spans.count == traces.itemCount)
        return spans.filter { $0.attributes.contains { $0.key == "r" } }.map(\.name)
    }

    private func traces() throws -> Traces {
        var server = span("login", ["code": 200, "path": "/a"])
        server.kind = .server
        return try Traces(
            service: "auth",
            scope: "lib",
            version: "1.2",
            [server, span("x"), span("y", ["code": "200"])]
        )
    }

    @Test(arguments: [
        ("include: {match_type: strict, span_names: [login, y]}", ["login", "y"]),
        ("include: {match_type: regexp, span_names: ['^[xy]$']}", ["x", "y"]),
        ("include: {match_type: regexp, span_names: [og]}", ["login"]),
        ("exclude: {match_type: strict, span_names: [login]}", ["x", "y"]),
        ("include: {match_type: strict, services: [auth]}", ["login", "x", "y"]),
        ("include: {match_type: regexp, services: ['^other']}", []),
        ("include: {match_type: strict, span_kinds: [SPAN_KIND_SERVER]}", ["login"]),
        ("include: {match_type: strict, attributes: [{key: code, value: 200}]}", ["login"]),
        ("include: {match_type: strict, attributes: [{key: code, value: '200'}]}", ["y"]),
        ("include: {match_type: regexp, attributes: [{key: code, value: '20\\d'}]}", ["login", "y"]),
        ("include: {attributes: [{key: code}, {key: path}]}", ["login"]),
        ("include: {match_type: strict, resources: [{key: service.name, value: auth}, {key: nope}]}", []),
        ("include: {match_type: strict, libraries: [{name: other}, {name: lib}]}", ["login", "x", "y"]),
        ("include: {match_type: strict, libraries: [{name: lib, version: ''}]}", []),
        ("include: {match_type: strict, libraries: [{name: lib, version: '1.3'}]}", []),
        (
            "include: {match_type: strict, services: [auth]}\nexclude: {match_type: strict, attributes: [{key: code}]}",
            ["x"]
        ),
    ])
    func choosesSpans(blocks: String, names: [String]) async throws {
        #expect(try await changed(blocks, in: traces()) == names)
    }

    @Test func namesMissingServices() async throws {
        let request = TracesRequest.with {
            $0.resourceSpans = [.with { $0.scopeSpans = [.with { $0.spans = [span("a")] }] }]
        }
        let traces = try Traces(validating: Bytes(request.serializedBytes() as [UInt8]))
        #expect(try await changed("include: {match_type: strict, services: [<nil-service-name>]}", in: traces) == ["a"])
    }

    @Test(arguments: [
        ("include: {match_type: strict, log_severity_number: {min: 9}}", ["warn"]),
        ("include: {match_type: strict, log_severity_number: {min: 9, match_undefined: true}}", ["none", "warn"]),
        ("include: {match_type: strict, log_bodies: [five]}", ["none"]),
        ("include: {match_type: regexp, log_bodies: ['']}", ["none", "warn"]),
        ("include: {match_type: regexp, log_severity_texts: ['(?i)^warn']}", ["warn"]),
        ("exclude: {match_type: strict, attributes: [{key: name, value: none}]}", ["number", "warn"]),
    ])
    func choosesLogRecords(blocks: String, names: [String]) async throws {
        let next = RecordingConsumer<Logs>()
        let processor = try AttributesProcessorFactory().logs(
            .decode(yaml: "\(blocks)\n\(Self.action)"),
            .test("attributes", kind: .processor),
            next
        )
        func record(_ name: String, _ severity: Int, _ text: String, _ body: AnyValue) -> LogRecord {
            .with {
                $0.attributes = keyValues(["name": .init(stringLiteral: name)])
                $0.severityNumber = .init(rawValue: severity) ?? .unspecified
                $0.severityText = text
                $0.body = body
            }
        }
        let records = [record("none", 0, "", "five"), record("number", 5, "", 5), record("warn", 13, "Warning", "b")]
        try await processor.consume(Logs(records))
        let changed = try #require(try next.received.first?.records).filter { $0.attributes.contains { $0.key == "r" } }
        #expect(changed.map { $0.attributes[0].value.stringValue } == names)
    }

    @Test(arguments: [
        ("", 6), ("include: {match_type: regexp, metric_names: ['^sum$']}\n", 2),
        ("include: {match_type: strict, resources: [{key: host, value: h}]}\n", 6),
        ("exclude: {match_type: strict, metric_names: [sum, gauge]}\n", 3),
        ("include: {match_type: strict, attributes: [{key: nope}]}\n", 6),
    ])
    func choosesMetrics(blocks: String, points: Int) async throws {
        let next = RecordingConsumer<Metrics>()
        let processor = try AttributesProcessorFactory().metrics(
            .decode(yaml: "\(blocks)actions: [{key: host, action: delete}]"),
            .test("attributes", kind: .processor),
            next
        )
        let host = keyValues(["host": "x", "zone": "y"])
        let metrics: [Metric] = [
            .with {
                $0.name = "sum"; $0.sum.dataPoints = [.with { $0.attributes = host }, .with { $0.attributes = host }]
            },
            .with {
                $0.name = "gauge"; $0.gauge.dataPoints = [.with { $0.attributes = host }]
            },
            .with {
                $0.name = "histogram"; $0.histogram.dataPoints = [.with { $0.attributes = host }]
            },
            .with {
                $0.name = "exponential"; $0.exponentialHistogram.dataPoints = [.with { $0.attributes = host }]
            },
            .with {
                $0.name = "summary"; $0.summary.dataPoints = [.with { $0.attributes = host }]
            },
        ]
        try await processor.consume(Metrics(host: "h", metrics))
        var kept: [Int] = []
        next.received.first?.forEachDataPoint { kept.append($0.dataPoint.attributes.count) }
        #expect(kept.count == 6)
        #expect(kept.filter { $0 == 1 }.count == points)
    }

    @Test(arguments: [
        (
            "include: {match_type: strict}",
            "at least one of \"attributes\", \"libraries\",  or \"resources\" field must be specified"
        ),
        ("include: {services: [a]}", "unrecognized match_type: '', valid types are: [regexp strict]"),
        (
            "include: {match_type: glob, span_names: [a]}",
            "unrecognized match_type: 'glob', valid types are: [regexp strict]"
        ),
        (
            "include: {match_type: strict, span_kinds: [SERVER]}",
            "span_kinds string must match one of the standard span kinds when match_type=strict: [SPAN_KIND_CLIENT "
                + "SPAN_KIND_CONSUMER SPAN_KIND_INTERNAL SPAN_KIND_PRODUCER SPAN_KIND_SERVER]"
        ),
        ("exclude: {match_type: strict, log_bodies: [a]}", "log_bodies should not be specified for trace spans"),
        (
            "include: {match_type: strict, attributes: [{value: 1}]}",
            "can't have empty key in the list of attributes"
        ),
        (
            "include: {match_type: regexp, attributes: [{key: k, value: 1}]}",
            "match_type=regexp for \"k\" only supports Str, but found Int"
        ),
        ("include: {match_type: regexp, span_names: ['(']}", "missing )"),
    ])
    func refusesForSpans(blocks: String, message: String) throws {
        let settings = try AttributesSettings.decode(yaml: "\(blocks)\n\(Self.action)")
        let error = #expect(throws: (any Error).self) {
            try AttributesProcessorFactory().traces(
                settings,
                .test("attributes", kind: .processor),
                RecordingConsumer()
            )
        }
        #expect(error.map { "\($0)".contains(message) } == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        (
            "include: {match_type: strict, services: [a]}",
            "services, span_names, and span_kinds are not valid for log records"
        ),
        (
            "include: {match_type: strict, metric_names: [a]}",
            "at least one of \"attributes\", \"libraries\", \"span_kinds\", \"resources\", \"log_bodies\", "
                + "\"log_severity_texts\" or \"log_severity_number\" field must be specified"
        ),
    ])
    func refusesForLogRecords(blocks: String, message: String) throws {
        let settings = try AttributesSettings.decode(yaml: "\(blocks)\n\(Self.action)")
        let error = #expect(throws: MatchError.self) {
            try AttributesProcessorFactory().logs(settings, .test("attributes", kind: .processor), RecordingConsumer())
        }
        #expect(error?.description == message)
    }

    /// What nothing matches leaves in the bytes in which it came.
    @Test func passesOnWhatItLeaves() async throws {
        let next = RecordingConsumer<Traces>(passingOn: [.gzip])
        let processor = try AttributesProcessorFactory().traces(
            .decode(yaml: "include: {match_type: strict, span_names: [other]}\n\(Self.action)"),
            .test("attributes", kind: .processor),
            next
        )
        #expect(processor.passedOnCodings == [.gzip])
        let form = CompressedForm(.gzip, Bytes(utf8: "packed"))
        let request = try traces().segments[0]
        try await processor.consume(Traces(validating: request, from: form))
        #expect(next.received.first?.compressedForm != nil)
        try await processor.consume(Traces(service: "s", [span("other")]))
        #expect(next.received.last?.compressedForm == nil)
    }
}
