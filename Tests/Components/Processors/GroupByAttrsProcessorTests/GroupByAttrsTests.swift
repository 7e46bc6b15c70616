import CollectorAPI
import CollectorTestKit
import OTLPOracle
import OracleTelemetry
import Pdata
import Testing

@testable import GroupByAttrsProcessor

/// What lies under which resource afterwards.
@Suite struct GroupByAttrsTests {
    /// Resources by their attributes, each with its spans as `name{attributes}`.
    private func group(
        _ config: String,
        _ resources: [(Attributes, [Span])],
        metrics: MetricRegistry = MetricRegistry()
    ) async throws -> [String] {
        let request = TracesRequest.with {
            $0.resourceSpans = resources.map { attributes, spans in
                .with {
                    $0.resource.attributes = keyValues(attributes)
                    $0.scopeSpans = [.with { $0.spans = spans }]
                }
            }
        }
        let next = RecordingConsumer<Traces>()
        let processor = try GroupByAttrsProcessorFactory().traces(
            .decode(yaml: config),
            .test("groupbyattrs", kind: .processor, metrics: metrics),
            next
        )
        try await processor.consume(Traces(validating: Bytes(request.serializedBytes() as [UInt8])))
        let received = try #require(next.received.first)
        #expect(received.itemCount == resources.map(\.1.count).reduce(0, +))
        let bytes = received.segments.flatMap(\.array)
        return try TracesRequest(serializedBytes: bytes).resourceSpans.map { resource in
            let spans = resource.scopeSpans.map {
                $0.spans.map { "\($0.name){\(text($0.attributes))}" }.joined(separator: " ")
            }
            return "{\(text(resource.resource.attributes))} \(spans.joined(separator: " | "))"
        }
    }

    private func text(_ attributes: [KeyValue]) -> String {
        attributes.map { attribute in
            switch attribute.value.value {
            case .intValue(let int): "\(attribute.key)=\(int)"
            case .stringValue(let text): "\(attribute.key)='\(text)'"
            default: "\(attribute.key)=?"
            }
        }.joined(separator: ",")
    }

    @Test func movesAttributes() async throws {
        let spans = [
            span("a", ["host.name": "A", "n": 1]), span("b", ["host.name": "B"]), span("c", ["host.name": "A"]),
        ]
        #expect(
            try await group("keys: [host.name]", [(["x": 1], spans)])
                == ["{x=1,host.name='A'} a{n=1} c{}", "{x=1,host.name='B'} b{}"]
        )
    }

    @Test func overwritesTheResources() async throws {
        let spans = [span("a", ["host.name": "A"]), span("b")]
        #expect(
            try await group("keys: [host.name]", [(["host.name": "R", "x": 1], spans)])
                == ["{host.name='A',x=1} a{}", "{host.name='R',x=1} b{}"]
        )
    }

    @Test func findsEqualResources() async throws {
        let resources: [(Attributes, [Span])] = [
            (["x": 1], [span("a", ["h": "A"]), span("b")]), (["x": 1, "h": "A"], [span("c")]),
            (["h": "A"], [span("d", ["x": 1])]), (["x": 1], [span("e")]), (["x": 2], []),
        ]
        #expect(
            try await group("keys: [h, x, '', h]", resources) == ["{x=1,h='A'} a{} c{} d{}", "{x=1} b{} e{}"]
        )
    }

    @Test func tellsTypesApart() async throws {
        let spans = [span("a", ["k": "1"]), span("b", ["k": 1]), span("c", ["k": "1"])]
        #expect(try await group("keys: [k]", [([:], spans)]) == ["{k='1'} a{} c{}", "{k=1} b{}"])
    }

    @Test func groupsBySeveralKeys() async throws {
        let spans = [
            span("a", ["k": 1, "l": 1]), span("b", ["l": 1]), span("c", ["l": 1, "k": 1]), span("d", ["k": 1]),
        ]
        #expect(
            try await group("keys: [k, l]", [([:], spans)]) == ["{k=1,l=1} a{} c{}", "{l=1} b{}", "{k=1} d{}"]
        )
    }

    @Test func counts() async throws {
        let metrics = MetricRegistry()
        let spans = [span("a", ["k": 1]), span("b"), span("c", ["k": 2])]
        _ = try await group("keys: [k]", [(["x": 1], spans)], metrics: metrics)
        _ = try await group("keys: []", [(["x": 1], spans)], metrics: metrics)
        let found = metrics.snapshot().map { "\($0.name) \(Int($0.samples[0].value))" }
        #expect(
            found == [
                "processor_groupbyattrs_num_grouped_spans 2", "processor_groupbyattrs_num_non_grouped_spans 4",
                "processor_groupbyattrs_span_groups 4",
            ]
        )
    }

    @Test func compactsLogs() async throws {
        let request = LogsRequest.with {
            $0.resourceLogs = (0..<3).map { index in
                .with {
                    $0.resource.attributes = keyValues(["x": 1])
                    $0.scopeLogs = [
                        .with {
                            $0.scope.name = index == 1 ? "other" : "scope"
                            $0.logRecords = [.with { $0.timeUnixNano = UInt64(index) }]
                        }
                    ]
                }
            }
        }
        let next = RecordingConsumer<Logs>()
        let processor = try GroupByAttrsProcessorFactory().logs(
            GroupByAttrsSettings(),
            .test("groupbyattrs", kind: .processor),
            next
        )
        try await processor.consume(Logs(validating: Bytes(request.serializedBytes() as [UInt8])))
        let bytes = try #require(next.received.first?.segments.first).array
        let resources = try LogsRequest(serializedBytes: bytes).resourceLogs
        #expect(resources.count == 1)
        #expect(resources.first?.scopeLogs.map(\.scope.name) == ["scope", "other"])
        #expect(resources.first?.scopeLogs.map { $0.logRecords.map(\.timeUnixNano) } == [[0, 2], [1]])
    }

    @Test func splitsAndJoinsMetrics() async throws {
        func point(_ id: Int64, _ value: Int64) -> Opentelemetry_Proto_Metrics_V1_NumberDataPoint {
            .with {
                $0.attributes = keyValues(["id": .init(integerLiteral: id)])
                $0.asInt = value
            }
        }
        let next = RecordingConsumer<Metrics>()
        let processor = try GroupByAttrsProcessorFactory().metrics(
            .decode(yaml: "keys: [id]"),
            .test("groupbyattrs", kind: .processor),
            next
        )
        let sum = Metric.with {
            $0.name = "g"
            $0.sum = .with {
                $0.aggregationTemporality = .delta
                $0.dataPoints = [point(1, 5)]
            }
        }
        let gauge = { (points: [Opentelemetry_Proto_Metrics_V1_NumberDataPoint]) in
            Metric.with {
                $0.name = "g"
                $0.unit = "1"
                $0.gauge.dataPoints = points
            }
        }
        let empty = Metric.with { $0.name = "empty" }
        try await processor.consume(
            Metrics(host: "h", [gauge([point(1, 1), point(2, 2)]), sum, empty, gauge([point(1, 3)])])
        )
        let bytes = try #require(next.received.first).segments.flatMap(\.array)
        let resources = try MetricsRequest(serializedBytes: bytes).resourceMetrics
        let found = resources.map { resource in
            let metrics = resource.scopeMetrics.flatMap(\.metrics).map { metric in
                let points = metric.gauge.dataPoints + metric.sum.dataPoints
                return "\(metric.name)\(metric.unit):\(points.map { "\($0.asInt)" }.joined(separator: ","))"
            }
            return "{\(text(resource.resource.attributes))} \(metrics.joined(separator: " "))"
        }
        #expect(
            found == ["{host='h',id=1} g1:1,3 g:5", "{host='h',id=2} g1:2", "{host='h'} empty:"]
        )
        #expect(resources.first?.scopeMetrics.first?.metrics.last?.sum.aggregationTemporality == .delta)
    }

    /// Where nothing moves and nothing is equal, the bytes stay.
    @Test func leavesTheRestInItsBytes() async throws {
        let next = RecordingConsumer<Traces>()
        let processor = try GroupByAttrsProcessorFactory().traces(
            .decode(yaml: "keys: [k]"),
            .test("groupbyattrs", kind: .processor),
            next
        )
        let traces = try Traces(service: "svc", [span("a", ["other": 1]), span("b")])
        try await processor.consume(traces)
        let base = { (traces: Traces?) in traces?.segments.first?.withUnsafeBytes { $0.baseAddress } }
        #expect(base(next.received.first) == base(traces))
    }
}
