import OTLPOracle
import Pdata
import Testing

@Suite struct MetricsTextTests {
    private let gauge = Metric.with {
        $0.name = "load"
        $0.description_p = "How busy."
        $0.unit = "1"
        $0.metadata = [KeyValue("origin", "test")]
        $0.gauge.dataPoints = [
            .with {
                $0.attributes = [KeyValue("cpu", .int(0)), KeyValue("mode", "user")]
                $0.startTimeUnixNano = noon
                $0.timeUnixNano = noon + 1
                $0.asDouble = 0.1
            },
            .with { $0.asInt = -3 },
            .init(),
        ]
    }

    private let sum = Metric.with {
        $0.name = "requests"
        $0.sum.isMonotonic = true
        $0.sum.aggregationTemporality = .cumulative
        $0.sum.dataPoints = [
            .with {
                $0.asInt = 7
                $0.exemplars = [
                    .with {
                        $0.traceID = traceID
                        $0.spanID = spanID
                        $0.timeUnixNano = noon
                        $0.asDouble = 1.5
                        $0.filteredAttributes = [KeyValue("user", "u1")]
                    },
                    .with { $0.asInt = 2 },
                ]
            }
        ]
    }

    private let histogram = Metric.with {
        $0.name = "latency"
        $0.histogram.aggregationTemporality = .delta
        $0.histogram.dataPoints = [
            .with {
                $0.count = 6
                $0.sum = 99.573
                $0.min = 0.017
                $0.max = 8.13
                $0.explicitBounds = [0.125, 1]
                $0.bucketCounts = [1, 2, 3]
            },
            .with { $0.count = 1 },
        ]
    }

    private let exponential = Metric.with {
        $0.name = "sizes"
        $0.exponentialHistogram.aggregationTemporality = .delta
        $0.exponentialHistogram.dataPoints = [
            .with {
                $0.count = 15
                $0.sum = -1
                $0.scale = 0
                $0.zeroCount = 4
                $0.negative.offset = -1
                $0.negative.bucketCounts = [1, 2]
                $0.positive.offset = 1
                $0.positive.bucketCounts = [3, 5]
            }
        ]
    }

    private let summary = Metric.with {
        $0.name = "quantiles"
        $0.summary.dataPoints = [
            .with {
                $0.count = 2
                $0.sum = 30
                $0.quantileValues = [
                    .with {
                        $0.quantile = 0.5
                        $0.value = 1e6
                    }
                ]
            }
        ]
    }

    @Test func detailedGauge() async throws {
        let expected = lines(
            "ResourceMetrics #0",
            "Resource SchemaURL: ",
            "ScopeMetrics #0",
            "ScopeMetrics SchemaURL: ",
            "InstrumentationScope  ",
            "Metric #0",
            "Descriptor:",
            "     -> Name: load",
            "     -> Description: How busy.",
            "     -> Unit: 1",
            "     -> DataType: Gauge",
            "     -> Metadata:",
            "          -> origin: Str(test)",
            "NumberDataPoints #0",
            "Data point attributes:",
            "     -> cpu: Int(0)",
            "     -> mode: Str(user)",
            "StartTimestamp: 2024-02-29 12:34:56.789 +0000 UTC",
            "Timestamp: 2024-02-29 12:34:56.789000001 +0000 UTC",
            "Value: 0.100000",
            "NumberDataPoints #1",
            "StartTimestamp: 1970-01-01 00:00:00 +0000 UTC",
            "Timestamp: 1970-01-01 00:00:00 +0000 UTC",
            "Value: -3",
            "NumberDataPoints #2",
            "StartTimestamp: 1970-01-01 00:00:00 +0000 UTC",
            "Timestamp: 1970-01-01 00:00:00 +0000 UTC"
        )
        #expect(try await text("detailed", of: metrics(gauge)) == expected)
    }

    @Test func detailedSum() async throws {
        let expected = lines(
            "     -> DataType: Sum",
            "     -> IsMonotonic: true",
            "     -> AggregationTemporality: Cumulative",
            "NumberDataPoints #0",
            "StartTimestamp: 1970-01-01 00:00:00 +0000 UTC",
            "Timestamp: 1970-01-01 00:00:00 +0000 UTC",
            "Value: 7",
            "Exemplars:",
            "Exemplar #0",
            "     -> Trace ID: 0102030405060708090a0b0c0d0e0f10",
            "     -> Span ID: a1a2a3a4a5a6a7a8",
            "     -> Timestamp: 2024-02-29 12:34:56.789 +0000 UTC",
            "     -> Value: 1.500000",
            "     -> FilteredAttributes:",
            "          -> user: Str(u1)",
            "Exemplar #1",
            "     -> Trace ID: ",
            "     -> Span ID: ",
            "     -> Timestamp: 1970-01-01 00:00:00 +0000 UTC",
            "     -> Value: 2"
        )
        #expect(try await text("detailed", of: metrics(sum)).hasSuffix(expected))
    }

    @Test func detailedHistogram() async throws {
        let expected = lines(
            "     -> DataType: Histogram",
            "     -> AggregationTemporality: Delta",
            "HistogramDataPoints #0",
            "StartTimestamp: 1970-01-01 00:00:00 +0000 UTC",
            "Timestamp: 1970-01-01 00:00:00 +0000 UTC",
            "Count: 6",
            "Sum: 99.573000",
            "Min: 0.017000",
            "Max: 8.130000",
            "ExplicitBounds #0: 0.125000",
            "ExplicitBounds #1: 1.000000",
            "Buckets #0, Count: 1",
            "Buckets #1, Count: 2",
            "Buckets #2, Count: 3",
            "HistogramDataPoints #1",
            "StartTimestamp: 1970-01-01 00:00:00 +0000 UTC",
            "Timestamp: 1970-01-01 00:00:00 +0000 UTC",
            "Count: 1"
        )
        #expect(try await text("detailed", of: metrics(histogram)).hasSuffix(expected))
    }

    @Test func detailedExponentialHistogram() async throws {
        let expected = lines(
            "     -> DataType: ExponentialHistogram",
            "     -> AggregationTemporality: Delta",
            "ExponentialHistogramDataPoints #0",
            "StartTimestamp: 1970-01-01 00:00:00 +0000 UTC",
            "Timestamp: 1970-01-01 00:00:00 +0000 UTC",
            "Count: 15",
            "Sum: -1.000000",
            "Bucket [-2.000000, -1.000000), Count: 2",
            "Bucket [-1.000000, -0.500000), Count: 1",
            "Bucket [0, 0], Count: 4",
            "Bucket (2.000000, 4.000000], Count: 3",
            "Bucket (4.000000, 8.000000], Count: 5"
        )
        #expect(try await text("detailed", of: metrics(exponential)).hasSuffix(expected))
    }

    @Test func detailedSummary() async throws {
        let expected = lines(
            "     -> DataType: Summary",
            "SummaryDataPoints #0",
            "StartTimestamp: 1970-01-01 00:00:00 +0000 UTC",
            "Timestamp: 1970-01-01 00:00:00 +0000 UTC",
            "Count: 2",
            "Sum: 30.000000",
            "QuantileValue #0: Quantile 0.500000, Value 1000000.000000"
        )
        #expect(try await text("detailed", of: metrics(summary)).hasSuffix(expected))
    }

    @Test func normal() async throws {
        let expected = lines(
            "ResourceMetrics #0",
            "ScopeMetrics #0",
            "load{cpu=0,mode=user} 0.1",
            "load{} -3",
            "load{} ",
            "requests{} 7",
            "latency{} count=6 sum=99.573 min=0.017 max=8.13 le0.125=1 le1=2 3",
            "latency{} count=1",
            "quantiles{} count=2 sum=30.000000 q0.5=1e+06"
        )
        #expect(try await text("normal", of: metrics(gauge, sum, histogram, Metric(), summary)) == expected)
    }

    @Test func normalExponentialHistogram() async throws {
        let printed = try await text("normal", of: metrics(exponential))
        let words = printed.split(whereSeparator: \.isWhitespace).suffix(7).map { $0.split(separator: "=") }
        #expect(words.map { String($0[1]) } == ["15", "-1", "2", "1", "4", "3", "5"])
        // Bounds are powers of e, and so a little off the powers of two that they stand for.
        let bounds = words.compactMap { $0[0].hasPrefix("le") ? Double($0[0].dropFirst(2)) : nil }
        #expect(bounds.map { ($0 * 1e6).rounded() / 1e6 } == [-1, -0.5, 4, 8])
    }

    /// Scales and indices far out of use make infinite or undefined bounds, and nothing worse.
    @Test(arguments: [Int32.min, -1000, 1000, .max])
    func extremeScales(scale: Int32) async throws {
        let metric = Metric.with {
            $0.exponentialHistogram.dataPoints = [
                .with {
                    $0.scale = scale
                    $0.positive.offset = .max
                    $0.positive.bucketCounts = [1]
                    $0.negative.offset = .min
                    $0.negative.bucketCounts = [1]
                }
            ]
        }
        let detailed = try await text("detailed", of: metrics(metric))
        #expect(detailed.split(separator: "\n").filter { $0.hasPrefix("Bucket ") }.count == 2)
        #expect(try await text("normal", of: metrics(metric)).hasSuffix("=1\n"))
    }

    /// Doubles by `%v`, with an exponent below 0.0001 and from a million on, and by `%f`.
    @Test(arguments: [
        (0.0, "0", "0.000000"), (-0.0, "-0", "-0.000000"), (0.0001, "0.0001", "0.000100"),
        (0.00001, "1e-05", "0.000010"), (123_456, "123456", "123456.000000"),
        (1_234_567, "1.234567e+06", "1234567.000000"), (1e20, "1e+20", "100000000000000000000.000000"),
        (.infinity, "+Inf", "+Inf"), (-.infinity, "-Inf", "-Inf"), (.nan, "NaN", "NaN"),
        (0.000_000_5, "5e-07", "0.000000"), (2.5e-7, "2.5e-07", "0.000000"),
    ])
    func doubles(value: Double, shortest: String, fixed: String) async throws {
        let metric = Metric.with { $0.gauge.dataPoints = [.with { $0.asDouble = value }] }
        #expect(try await text("normal", of: metrics(metric)).hasSuffix("{} \(shortest)\n"))
        #expect(try await text("detailed", of: metrics(metric)).hasSuffix("Value: \(fixed)\n"))
    }

    @Test func theLargestDoubleIsPrintedWhole() async throws {
        let metric = Metric.with { $0.gauge.dataPoints = [.with { $0.asDouble = -.greatestFiniteMagnitude }] }
        let last = try await text("detailed", of: metrics(metric)).split(separator: "\n").last ?? ""
        #expect(last.hasPrefix("Value: -17976931348623157") && last.hasSuffix("368.000000"))
        #expect(last.count == "Value: -".count + 309 + ".000000".count)
    }
}
