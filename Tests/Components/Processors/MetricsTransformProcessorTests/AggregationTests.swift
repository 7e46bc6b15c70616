import CollectorAPI
import CollectorTestKit
import OTLPOracle
import OracleTelemetry
import Pdata
import Testing

@testable import MetricsTransformProcessor

/// How data points become one.
@Suite struct AggregationTests {
    private func aggregate(_ type: String, _ points: NumberPoint...) async throws -> [String] {
        let operation = "{action: aggregate_labels, label_set: [state], aggregation_type: \(type)}"
        let metric = Metric.with {
            $0.name = "a"
            $0.gauge.dataPoints = points
        }
        return try await transform("{include: a, action: update, operations: [\(operation)]}", metric)
    }

    @Test func putsLabelsTogether() async throws {
        #expect(
            try await aggregate(
                "sum",
                point(1, ["cpu": "0", "state": "user"]),
                point(5, ["state": "idle", "cpu": "0"]),
                point(2, ["state": "user", "cpu": "1"])
            ) == ["a{state='user'}:3 {state='idle'}:5"]
        )
        #expect(
            try await transform(
                "{include: a, action: update, operations: [{action: aggregate_labels, label_set: [], aggregation_type: sum}]}",
                gauge("a", point(1, ["cpu": "0"]), point(2, ["cpu": 1]), point(4))
            ) == ["a{}:7"]
        )
    }

    @Test(arguments: [
        ("sum", "10"), ("mean", "3"), ("min", "1"), ("max", "6"), ("count", "3"), ("median", "3"),
    ])
    func putsIntsTogether(type: String, value: String) async throws {
        #expect(
            try await aggregate(type, point(3, ["k": 1]), point(1, ["k": 2]), point(6, ["k": 3])) == ["a{}:\(value)"]
        )
    }

    @Test(arguments: [
        ("sum", "10.0"), ("mean", "2.5"), ("min", "1.0"), ("max", "4.0"), ("count", "4.0"), ("median", "2.5"),
    ])
    func putsDoublesTogether(type: String, value: String) async throws {
        #expect(
            try await aggregate(
                type,
                real(3, ["k": 1]),
                real(1, ["k": 2]),
                real(2, ["k": 3]),
                point(4, ["k": 4])
            ) == ["a{}:\(value)"]
        )
    }

    /// Values that would overflow, and points without value.
    @Test func survivesExtremes() async throws {
        #expect(try await aggregate("sum", point(.max, ["k": 1]), point(1, ["k": 2])) == ["a{}:\(Int64.min)"])
        #expect(try await aggregate("median", point(.max, ["k": 1]), point(.max, ["k": 2])) == ["a{}:\(Int64.max)"])
        let none = NumberPoint.with { $0.timeUnixNano = 9 }
        #expect(try await aggregate("mean", none, point(4, ["k": 2])) == ["a{}:4"])
        #expect(try await aggregate("mean", none, none) == ["a{}:-"])
        #expect(try await aggregate("count", point(7)) == ["a{}:1"])
    }

    @Test func tellsTimesApart() async throws {
        #expect(
            try await aggregate("sum", point(1, ["k": 1], time: 1), point(2, ["k": 2], time: 2)) == ["a{}:1 {}:2"]
        )
        func starts(_ temporality: Opentelemetry_Proto_Metrics_V1_AggregationTemporality) async throws -> [UInt64] {
            let metric = sum("a", temporality, point(1, ["k": 1], start: 5), point(2, ["k": 2], start: 3))
            let operation = "{action: aggregate_labels, label_set: [], aggregation_type: sum}"
            let metrics = try await transform(
                "{include: a, action: update, operations: [\(operation)]}",
                Metrics(host: "h", [metric])
            )
            return try metrics.metrics.flatMap(\.sum.dataPoints).map(\.startTimeUnixNano)
        }
        #expect(try await starts(.cumulative) == [3])
        #expect(try await starts(.delta) == [5, 3])
    }

    @Test func putsLabelValuesTogether() async throws {
        let operation = """
            {action: aggregate_label_values, label: state, aggregated_values: [slab_a, slab_b], new_value: slab,
             aggregation_type: sum}
            """
        #expect(
            try await transform(
                "{include: a, action: update, operations: [\(operation)]}",
                gauge(
                    "a",
                    point(1, ["state": "slab_a"]),
                    point(2, ["state": "used"]),
                    point(4, ["state": "slab_b"]),
                    point(8)
                )
            ) == ["a{state='slab'}:5 {state='used'}:2 {}:8"]
        )
    }

    @Test func addsHistograms() async throws {
        func histogram(_ counts: [UInt64], _ bounds: [Double], _ key: Int64) -> HistogramPoint {
            .with {
                $0.attributes = keyValues(["k": .init(integerLiteral: key)])
                $0.count = counts.reduce(0, +)
                $0.sum = Double(key)
                $0.min = Double(key)
                $0.max = Double(key) + 1
                $0.bucketCounts = counts
                $0.explicitBounds = bounds
            }
        }
        let metric = Metric.with {
            $0.name = "a"
            $0.histogram.dataPoints = [
                histogram([1, 2], [5], 2), histogram([10, 20], [5], 3), histogram([1, 1], [6], 4),
            ]
        }
        let operation = "{action: aggregate_labels, label_set: [], aggregation_type: max}"
        let metrics = try await transform(
            "{include: a, action: update, operations: [\(operation)]}",
            Metrics(host: "h", [metric])
        )
        let points = try #require(try metrics.metrics.first).histogram.dataPoints
        #expect(points.map(\.bucketCounts) == [[11, 22], [1, 1]])
        #expect(points.map(\.count) == [33, 2])
        #expect(points.map(\.sum) == [5, 4])
        #expect(points.map(\.min) == [2, 4] && points.map(\.max) == [4, 5])
        #expect(metrics.itemCount == 2)
    }

    @Test func addsExponentialHistograms() async throws {
        func histogram(_ positive: [UInt64], _ negative: [UInt64], scale: Int32, _ key: Int64) -> ExponentialPoint {
            .with {
                $0.attributes = keyValues(["k": .init(integerLiteral: key)])
                $0.count = (positive + negative).reduce(1, +)
                $0.zeroCount = 1
                $0.scale = scale
                $0.positive.offset = 3
                $0.positive.bucketCounts = positive
                $0.negative.bucketCounts = negative
            }
        }
        let metric = Metric.with {
            $0.name = "a"
            $0.exponentialHistogram.dataPoints = [
                histogram([1, 300], [], scale: 2, 1), histogram([1, 1, 1], [7], scale: 2, 2),
                histogram([9], [], scale: 1, 3),
            ]
        }
        let operation = "{action: aggregate_labels, label_set: [], aggregation_type: sum}"
        let metrics = try await transform(
            "{include: a, action: update, operations: [\(operation)]}",
            Metrics(host: "h", [metric])
        )
        let points = try #require(try metrics.metrics.first).exponentialHistogram.dataPoints
        #expect(points.map(\.positive.bucketCounts) == [[2, 301, 1], [9]])
        #expect(points.map(\.negative.bucketCounts) == [[7], []])
        #expect(points.map(\.positive.offset) == [3, 3])
        #expect(points.map(\.zeroCount) == [2, 1])
        #expect(points.map(\.count) == [313, 10])
        #expect(points.map(\.hasSum) == [false, false])
    }

    @Test func scalesHistograms() async throws {
        let metric = Metric.with {
            $0.name = "a"
            $0.histogram.dataPoints = [
                .with {
                    $0.count = 3
                    $0.sum = 10
                    $0.min = 1
                    $0.bucketCounts = [1, 2]
                    $0.explicitBounds = [5]
                    $0.exemplars = [.with { $0.asDouble = 4 }]
                }
            ]
        }
        let operation = "{action: experimental_scale_value, experimental_scale: 1000}"
        let metrics = try await transform(
            "{include: a, action: update, operations: [\(operation)]}",
            Metrics(host: "h", [metric])
        )
        let point = try #require(try metrics.metrics.first?.histogram.dataPoints.first)
        #expect(point.sum == 10_000 && point.min == 1000 && !point.hasMax)
        #expect(point.explicitBounds == [5000] && point.bucketCounts == [1, 2])
        #expect(point.exemplars.map(\.asDouble) == [4000])
    }

    @Test func leavesSummaries() async throws {
        let metric = Metric.with {
            $0.name = "a"
            $0.summary.dataPoints = [
                .with { $0.attributes = keyValues(["k": 1]) }, .with { $0.attributes = keyValues(["k": 2]) },
            ]
        }
        let operation = "{action: aggregate_labels, label_set: [], aggregation_type: sum}"
        let metrics = try await transform(
            "{include: a, action: update, operations: [\(operation)]}",
            Metrics(host: "h", [metric])
        )
        #expect(try metrics.metrics == [metric])
    }

    @Test func combines() async throws {
        let combine =
            "{include: '^m_(?P<k>.*)$', match_type: regexp, action: combine, new_name: m, submatch_case: upper}"
        #expect(
            try await transform(combine, gauge("m_a", point(1)), gauge("n", point(9)), gauge("m_b", point(2)))
                == ["n{}:9", "m{k='A'}:1 {k='B'}:2"]
        )
        let aggregate = "{include: '^m_', match_type: regexp, action: combine, new_name: m, aggregation_type: sum}"
        #expect(
            try await transform(
                aggregate,
                gauge("m_a", point(1, ["k": 1]), point(5, ["k": 2])),
                gauge("m_b", point(2, ["k": 1]))
            ) == ["m{k=1}:3 {k=2}:5"]
        )
        #expect(
            try await transform(
                "{include: a, action: combine, new_name: b, operations: [{action: add_label, new_label: l, new_value: x}]}",
                gauge("a", point(1)),
                gauge("a", point(2))
            ) == ["b{l='x'}:1 {l='x'}:2"]
        )
    }

    @Test(arguments: [
        (gauge("m_b", point(1, ["k": 1])), "different attributes"), (sum("m_b", .delta, point(1)), "different types"),
        (gauge("m_b", point(1)).inSeconds, "different units"),
    ])
    func refusesToCombine(other: Metric, reason: String) async throws {
        let log = RecordingLogSink()
        let metrics = try await transform(
            "{include: '^m_', match_type: regexp, action: combine, new_name: m}",
            Metrics(host: "h", [gauge("m_a", point(1)), other]),
            log: log
        )
        #expect(try metrics.metrics == [gauge("m_a", point(1)), other])
        #expect(log.lines.map(\.message) == ["metrics cannot be combined"])
        #expect(log.lines.first.map { "\($0.fields)".contains(reason) } == true)
    }
}

extension Metric {
    fileprivate var inSeconds: Metric {
        var metric = self
        metric.unit = "s"
        return metric
    }
}
