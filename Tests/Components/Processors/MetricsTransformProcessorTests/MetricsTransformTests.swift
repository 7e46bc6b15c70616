import CollectorAPI
import CollectorTestKit
import OTLPOracle
import OracleTelemetry
import Pdata
import Testing

@testable import MetricsTransformProcessor

typealias NumberPoint = Opentelemetry_Proto_Metrics_V1_NumberDataPoint
typealias HistogramPoint = Opentelemetry_Proto_Metrics_V1_HistogramDataPoint
typealias ExponentialPoint = Opentelemetry_Proto_Metrics_V1_ExponentialHistogramDataPoint

func point(_ value: Int64, _ attributes: Attributes = [:], time: UInt64 = 9, start: UInt64 = 1) -> NumberPoint {
    .with {
        $0.asInt = value
        $0.attributes = keyValues(attributes)
        $0.timeUnixNano = time
        $0.startTimeUnixNano = start
    }
}

func real(_ value: Double, _ attributes: Attributes = [:]) -> NumberPoint {
    .with {
        $0.asDouble = value
        $0.attributes = keyValues(attributes)
        $0.timeUnixNano = 9
    }
}

func gauge(_ name: String, _ points: NumberPoint...) -> Metric {
    .with {
        $0.name = name
        $0.gauge.dataPoints = points
    }
}

func sum(
    _ name: String,
    _ temporality: Opentelemetry_Proto_Metrics_V1_AggregationTemporality,
    _ points: NumberPoint...
) -> Metric {
    .with {
        $0.name = name
        $0.sum.aggregationTemporality = temporality
        $0.sum.isMonotonic = true
        $0.sum.dataPoints = points
    }
}

func transform(_ transforms: String, _ metrics: Metrics, log: RecordingLogSink = RecordingLogSink()) async throws
    -> Metrics
{
    let next = RecordingConsumer<Metrics>()
    let processor = try MetricsTransformProcessorFactory().metrics(
        .decode(yaml: "transforms: [\(transforms)]"),
        .test("metricstransform", kind: .processor, log: log),
        next
    )
    try await processor.consume(metrics)
    return try #require(next.received.first)
}

/// The metrics after `transforms`, each as `name{label=value}:value …`.
func transform(_ transforms: String, _ metrics: Metric...) async throws -> [String] {
    try await transform(transforms, Metrics(host: "h", metrics)).metrics.map(text)
}

func text(_ metric: Metric) -> String {
    let points = (metric.gauge.dataPoints + metric.sum.dataPoints).map { point in
        let labels = point.attributes.map { attribute in
            switch attribute.value.value {
            case .intValue(let int): "\(attribute.key)=\(int)"
            default: "\(attribute.key)='\(attribute.value.stringValue)'"
            }
        }
        let value =
            point.value == nil ? "-" : point.value == .asInt(point.asInt) ? "\(point.asInt)" : "\(point.asDouble)"
        return "{\(labels.joined(separator: ","))}:\(value)"
    }
    return "\(metric.name)\(points.joined(separator: " "))"
}

/// What becomes of metrics, as the reference page tells it.
@Suite struct MetricsTransformTests {
    @Test func renames() async throws {
        #expect(
            try await transform(
                "{include: a, action: update, new_name: b}",
                gauge("a", point(1)),
                gauge("ab", point(2))
            )
                == ["b{}:1", "ab{}:2"]
        )
        // One after the other, and onto a name that is there.
        #expect(
            try await transform(
                "{include: a, action: update, new_name: b}, {include: b, action: update, new_name: c}",
                gauge("a", point(1)),
                gauge("c", point(2))
            ) == ["c{}:1", "c{}:2"]
        )
        #expect(
            try await transform(
                #"{include: '^system\.(?P<x>\w+)\.(.*)$', match_type: regexp, action: update, new_name: '${2}_$x-$$-$1y'}"#,
                gauge("system.cpu.time", point(1))
            ) == ["time_cpu-$-{}:1"]
        )
        #expect(
            try await transform("{metric_name: a, action: update, new_name: b}", gauge("a", point(1))) == ["b{}:1"]
        )
    }

    @Test func insertsCopies() async throws {
        let insert = #"{include: '^host\.(?P<x>.*)$', match_type: regexp, action: insert, new_name: 'h.$1'}"#
        #expect(
            try await transform(
                insert,
                gauge("host.cpu", point(1)),
                gauge("other", point(2)),
                gauge("host.x", point(3))
            )
                == ["host.cpu{}:1", "other{}:2", "host.x{}:3", "h.cpu{}:1", "h.x{}:3"]
        )
        #expect(
            try await transform(
                "{include: a, action: insert, new_name: b, operations: [{action: toggle_scalar_data_type}]}",
                gauge("a", point(1))
            ) == ["a{}:1", "b{}:1.0"]
        )
        #expect(
            try await transform(
                "{include: a, action: insert, new_name: a, experimental_match_labels: {k: x}}",
                gauge("a", point(1, ["k": "x"]), point(2))
            ) == ["a{k='x'}:1 {}:2", "a{k='x'}:1"]
        )
    }

    @Test func editsLabels() async throws {
        func edit(_ operations: String, _ point: NumberPoint) async throws -> [String] {
            try await transform("{include: a, action: update, operations: [\(operations)]}", gauge("a", point))
        }
        let add = "{action: add_label, new_label: v, new_value: x}"
        #expect(try await edit(add, point(1)) == ["a{v='x'}:1"])
        #expect(try await edit(add, point(1, ["v": 5])) == ["a{v='x'}:1"])
        let update = "{action: update_label, label: k, new_label: l, value_actions: [{value: a, new_value: b}]}"
        #expect(try await edit(update, point(1, ["k": "a", "l": "old"])) == ["a{l='b'}:1"])
        #expect(try await edit(update, point(1, ["k": "ab"])) == ["a{l='ab'}:1"])
        #expect(try await edit(update, point(1, ["l": "a"])) == ["a{l='a'}:1"])
        #expect(try await edit(update, point(1, ["k": 3])) == ["a{l=3}:1"])
    }

    @Test func changesValues() async throws {
        func edit(_ operation: String, _ point: NumberPoint) async throws -> [String] {
            try await transform("{include: a, action: update, operations: [\(operation)]}", gauge("a", point))
        }
        let toggle = "{action: toggle_scalar_data_type}"
        #expect(try await edit(toggle, point(1)) == ["a{}:1.0"])
        #expect(try await edit(toggle, real(-2.9)) == ["a{}:-2"])
        #expect(try await edit(toggle, real(.nan)) == ["a{}:0"])
        #expect(try await edit(toggle, real(1e300)) == ["a{}:9223372036854775807"])
        #expect(try await edit(toggle, NumberPoint()) == ["a{}:-"])
        let scale = "{action: experimental_scale_value, experimental_scale: 0.5}"
        #expect(try await edit(scale, point(5)) == ["a{}:2"])
        #expect(try await edit(scale, real(5)) == ["a{}:2.5"])
    }

    @Test func deletesLabelValues() async throws {
        let delete = "{action: delete_label_value, label: k, label_value: x}"
        #expect(
            try await transform(
                "{include: a, action: update, operations: [\(delete)]}",
                gauge("b", point(9)),
                gauge("a", point(1, ["k": "x"]), point(2, ["k": "y"]), point(3))
            ) == ["b{}:9", "a{k='y'}:2 {}:3"]
        )
        #expect(
            try await transform(
                "{include: a, action: update, operations: [\(delete)]}",
                gauge("a", point(1, ["k": "x"])),
                gauge("b", point(9))
            ) == ["b{}:9"]
        )
    }

    @Test func passesOnNothingWhereNothingIsLeft() async throws {
        let next = RecordingConsumer<Metrics>()
        let delete = "{action: delete_label_value, label: k, label_value: x}"
        let processor = try MetricsTransformProcessorFactory().metrics(
            .decode(yaml: "transforms: [{include: a, action: update, operations: [\(delete)]}]"),
            .test("metricstransform", kind: .processor),
            next
        )
        try await processor.consume(Metrics(host: "h", [gauge("a", point(1, ["k": "x"]))]))
        #expect(next.calls.isEmpty)
    }

    @Test func selectsByLabels() async throws {
        let operations =
            "operations: [{action: toggle_scalar_data_type}, {action: add_label, new_label: n, new_value: x}]"
        let some = "{include: a, action: update, new_name: b, experimental_match_labels: {k: x}, \(operations)}"
        #expect(
            try await transform(some, gauge("a", point(1, ["k": "x"]), point(2))) == ["a{k='x'}:1.0 {}:2"]
        )
        #expect(try await transform(some, gauge("a", point(1, ["k": "x"]))) == ["b{k='x',n='x'}:1.0"])
        #expect(try await transform(some, gauge("a", point(1, ["k": "y"]))) == ["a{k='y'}:1"])
        let without = "{include: a, action: update, new_name: b, experimental_match_labels: {k: ''}}"
        #expect(
            try await transform(without, gauge("a", point(1)), gauge("a", point(2, ["k": "y"]))) == [
                "b{}:1", "a{k='y'}:2",
            ]
        )
    }

    @Test func groups() async throws {
        let group = """
            {include: '^k8s', match_type: regexp, action: group, group_resource_labels: {resource.type: pod, host: new}}
            """
        let metrics = try await transform(
            group,
            Metrics(host: "h", [gauge("k8s.a", point(1)), gauge("b", point(2)), gauge("k8s.c", point(3))])
        )
        #expect(metrics.itemCount == 3)
        let resources = try MetricsRequest(serializedBytes: metrics.segments.flatMap(\.array)).resourceMetrics
        #expect(
            resources.map { $0.scopeMetrics.flatMap(\.metrics).map(text) } == [["b{}:2"], ["k8s.a{}:1", "k8s.c{}:3"]]
        )
        #expect(resources.first?.resource.attributes == keyValues(["host": "h"]))
        #expect(resources.last?.resource.attributes == keyValues(["host": "new", "resource.type": "pod"]))
    }

    /// What no transform includes keeps its storage.
    @Test func leavesTheRestInItsBytes() async throws {
        let metrics = try Metrics(host: "h", [gauge("a", point(1))])
        let passed = try await transform("{include: b, action: combine, new_name: c}", metrics)
        #expect(
            passed.segments.first?.withUnsafeBytes(\.baseAddress)
                == metrics.segments.first?.withUnsafeBytes(\.baseAddress)
        )
    }

    @Test func keepsScopesApart() async throws {
        let request = MetricsRequest.with {
            $0.resourceMetrics = [
                .with {
                    $0.resource.attributes = keyValues(["x": 1])
                    $0.scopeMetrics = ["s", "t"].map { scope in
                        .with {
                            $0.scope.name = scope
                            $0.metrics = [gauge("m_a", point(1)), gauge("m_b", point(2)), gauge("n", point(3))]
                        }
                    }
                }
            ]
        }
        let combined = try await transform(
            "{include: '^m_(?P<k>.*)$', match_type: regexp, action: combine, new_name: m}",
            Metrics(validating: Bytes(request.serializedBytes() as [UInt8]))
        )
        let resources = try MetricsRequest(serializedBytes: combined.segments.flatMap(\.array)).resourceMetrics
        #expect(resources.count == 1)
        #expect(resources.first?.scopeMetrics.map(\.scope.name) == ["s", "t"])
        for scope in resources.first?.scopeMetrics ?? [] {
            #expect(scope.metrics.map(text) == ["n{}:3", "m{k='a'}:1 {k='b'}:2"])
        }
    }

    @Test(arguments: [
        ("{action: update}", "missing required field \"include\""),
        ("{include: a}", "missing required field \"action\""),
        (
            "{include: a, action: x}",
            "unsupported \"action\": x, the supported actions are [insert update combine group]"
        ),
        ("{include: a, match_type: x, action: update}", "\"match_type\" must be in [\"strict\" \"regexp\"]"),
        ("{include: '(', match_type: regexp, action: update}", "\"include\" is not a regular expression"),
        ("{include: a, action: insert}", "missing required field \"new_name\" while \"action\" is insert"),
        ("{include: a, action: combine}", "missing required field \"new_name\" while \"action\" is combine"),
        ("{include: a, action: group}", "missing required field \"group_resource_labels\" while \"action\" is group"),
        ("{include: a, action: combine, new_name: b, aggregation_type: x}", "\"aggregation_type\" must be in"),
        ("{include: a, action: combine, new_name: b, submatch_case: x}", "\"submatch_case\" must be in"),
        (
            "{include: a, action: update, operations: [{action: toggle_scalar_data_type}, {action: update_label}]}",
            "operation 2: missing required field \"label\" while \"action\" is update_label"
        ),
        ("{include: a, action: update, operations: [{action: x}]}", "operation 1: \"action\" must be in"),
        (
            "{include: a, action: update, operations: [{action: experimental_scale_value}]}",
            "operation 1: missing required field \"experimental_scale\""
        ),
        (
            "{include: a, action: update, operations: [{action: aggregate_labels, aggregation_type: sum}]}",
            "operation 1: missing required field \"label_set\""
        ),
    ])
    func refuses(transform: String, message: String) {
        let error = #expect(throws: (any Error).self) {
            try MetricsTransformSettings.decode(yaml: "transforms: [\(transform)]")
        }
        #expect(error.map { "\($0)".contains(message) } == true, "\(error.map { "\($0)" } ?? "")")
    }
}
