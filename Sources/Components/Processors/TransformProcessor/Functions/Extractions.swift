internal import Glibc
internal import OTTL
internal import Pdata

extension TransformFunctions {
    /// Functions that make metrics of parts of histograms and summaries.
    static let extractions: [OTTLFunction] = [
        metricMaker("extract_count_metric", [Parameter("is_monotonic", .bool), .optional("suffix", .string)]) {
            (arguments) throws(FunctionError) in
            let isMonotonic = try arguments.constantBool(0)
            let suffix = try arguments.constantString(1, default: "_count")
            return { (metric, _) throws(EvaluationError) in
                let (points, temporality) = try parts(of: metric, "extract_count_metric") { count, _ in
                    .int(Int64(bitPattern: count))
                }
                guard !points.isEmpty else { return nil }
                return MetricModel(
                    name: metric.name + suffix,
                    description: metric.description,
                    unit: "1",
                    data: .sum(points, temporality: temporality, isMonotonic: isMonotonic)
                )
            }
        },
        metricMaker("extract_sum_metric", [Parameter("is_monotonic", .bool), .optional("suffix", .string)]) {
            (arguments) throws(FunctionError) in
            let isMonotonic = try arguments.constantBool(0)
            let suffix = try arguments.constantString(1, default: "_sum")
            return { (metric, _) throws(EvaluationError) in
                let (points, temporality) = try parts(of: metric, "extract_sum_metric") { _, sum in
                    sum.map { .double($0) }
                }
                guard !points.isEmpty else { return nil }
                return MetricModel(
                    name: metric.name + suffix,
                    description: metric.description,
                    unit: metric.unit,
                    data: .sum(points, temporality: temporality, isMonotonic: isMonotonic)
                )
            }
        },
        metricMaker("extract_percentile_metric", [Parameter("percentile", .float), .optional("suffix", .string)]) {
            (arguments) throws(FunctionError) in
            guard case .double(let percentile)? = arguments[0].constant, percentile > 0, percentile < 100 else {
                throw FunctionError("percentile must be greater than 0 and less than 100")
            }
            let suffix = try arguments.constantString(1, default: "_p\(AttributeValue.double(percentile).text)")
            return { (metric, _) throws(EvaluationError) in
                let points = try percentiles(of: metric, percentile / 100)
                guard !points.isEmpty else { return nil }
                return MetricModel(
                    name: metric.name + suffix,
                    description: metric.description,
                    unit: metric.unit,
                    data: .gauge(points)
                )
            }
        },
    ]

    /// A point for each of `metric`'s of which `value` makes one of count and sum.
    private static func parts(
        of metric: MetricModel,
        _ function: String,
        _ value: (UInt64, Double?) -> NumberValue?
    ) throws(EvaluationError) -> ([NumberPoint], temporality: Int32) {
        func made(_ header: PointHeader, _ count: UInt64, _ sum: Double?) -> NumberPoint? {
            value(count, sum).map { NumberPoint(header: header, value: $0) }
        }
        switch metric.data {
        case .histogram(let points, let temporality):
            return (points.compactMap { made($0.header, $0.count, $0.sum) }, temporality)
        case .exponential(let points, let temporality):
            return (points.compactMap { made($0.header, $0.count, $0.sum) }, temporality)
        case .summary(let points):
            // Cumulative: what a summary counts from is not said.
            return (points.compactMap { made($0.header, $0.count, $0.sum) }, 2)
        case .none, .gauge, .sum:
            throw EvaluationError(
                "\(function) requires an input metric of type Histogram, ExponentialHistogram or Summary, got \(metric.kindName)"
            )
        }
    }

    private static func percentiles(
        of metric: MetricModel,
        _ fraction: Double
    ) throws(EvaluationError) -> [NumberPoint] {
        func point(_ header: PointHeader, _ value: Double?) -> NumberPoint? {
            value.map { NumberPoint(header: header, value: .double($0)) }
        }
        switch metric.data {
        case .histogram(let points, _):
            return points.compactMap { point($0.header, $0.percentile(fraction)) }
        case .exponential(let points, _):
            return points.compactMap { point($0.header, $0.percentile(fraction)) }
        case .none, .gauge, .sum, .summary:
            throw EvaluationError(
                "extract_percentile_metric requires an input metric of type Histogram or ExponentialHistogram, got "
                    + metric.kindName
            )
        }
    }
}

extension HistogramPoint {
    /// The value below which `fraction` of the measurements lie, as if those of a bucket lay evenly in it.
    fileprivate func percentile(_ fraction: Double) -> Double? {
        guard count > 0, counts.count == bounds.count + 1, let firstBound = bounds.first, let lastBound = bounds.last
        else {
            return nil
        }
        let wanted = Double(count) * fraction
        var below = 0.0
        for (index, bucket) in counts.enumerated() where bucket > 0 {
            let reached = below + Double(bucket)
            guard reached >= wanted else {
                below = reached
                continue
            }
            let lower = index == 0 ? min ?? Swift.min(0, firstBound) : bounds[index - 1]
            let upper = index == bounds.count ? max ?? lastBound : bounds[index]
            return lower + (upper - lower) * (wanted - below) / Double(bucket)
        }
        return max ?? lastBound
    }
}

extension ExponentialPoint {
    /// The value below which `fraction` of the measurements lie, as if those of a bucket lay evenly in its logarithms.
    fileprivate func percentile(_ fraction: Double) -> Double? {
        guard count > 0 else { return nil }
        let width = exp2(-Double(scale))
        let wanted = Double(count) * fraction
        var below = 0.0
        for (index, bucket) in negative.counts.enumerated().reversed() where bucket > 0 {
            let reached = below + Double(bucket)
            if reached >= wanted {
                let part = (wanted - below) / Double(bucket)
                return -exp2(width * (Double(negative.offset) + Double(index) + 1 - part))
            }
            below = reached
        }
        below += Double(zeroCount)
        if zeroCount > 0, below >= wanted { return 0 }
        for (index, bucket) in positive.counts.enumerated() where bucket > 0 {
            let reached = below + Double(bucket)
            if reached >= wanted {
                let part = (wanted - below) / Double(bucket)
                return exp2(width * (Double(positive.offset) + Double(index) + part))
            }
            below = reached
        }
        return max
    }
}
