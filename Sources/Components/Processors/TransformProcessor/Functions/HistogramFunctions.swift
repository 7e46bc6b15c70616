internal import Glibc
internal import OTTL
internal import Pdata

extension TransformFunctions {
    /// Functions that change the buckets of histograms.
    static let histograms: [OTTLFunction] = [
        metricEditor(
            "convert_exponential_histogram_to_histogram",
            [Parameter("distribution", .string), Parameter("explicit_bounds", .list)]
        ) { (arguments) throws(FunctionError) in
            let name = try arguments.constantString(0)
            guard let distribution = BucketDistribution(rawValue: name.isEmpty ? "random" : name) else {
                let names = BucketDistribution.allCases.map(\.rawValue).joined(separator: ", ")
                throw FunctionError("invalid distribution algorithm: \(name), must be one of [\(names)]")
            }
            let bounds = try arguments.constantDoubles(1)
            guard !bounds.isEmpty else { throw FunctionError("explicit bounds cannot be empty: []") }
            guard zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw FunctionError("explicit bounds are not strictly increasing: \(bounds)")
            }
            return { (metric, _) throws(EvaluationError) in
                guard case .exponential(let points, let temporality) = metric.data else { return false }
                var converted: [HistogramPoint] = []
                for point in points {
                    let counts = try point.counts(bounds, distribution)
                    converted.append(HistogramPoint(point, counts: counts, bounds: bounds))
                }
                metric.data = .histogram(converted, temporality: temporality)
                return true
            }
        },
        OTTLFunction(
            "merge_histogram_buckets",
            [Parameter("target_value", .value), .optional("method", .string)],
            in: [.datapoint]
        ) { (arguments) throws(FunctionError) in
            let name = try arguments.constantString(1, default: BucketMerging.removeExplicitBound.rawValue)
            guard let method = BucketMerging(rawValue: name) else {
                let names = BucketMerging.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
                throw FunctionError("unsupported method \"\(name)\", expected \(names)")
            }
            if let target = arguments.constantDouble(0), let problem = method.problem(with: target) {
                throw FunctionError(problem)
            }
            let target = arguments.doubleLike(0)
            return { (evaluation) throws(EvaluationError) in
                guard evaluation.target.dataPointKind == .histogram else { return .none }
                guard let target = try target(evaluation) else {
                    throw EvaluationError("target_value must not be nil")
                }
                if let problem = method.problem(with: target) { throw EvaluationError(problem) }
                evaluation.mergeBuckets(method, target)
                return .none
            }
        },
    ]
}

/// Which buckets of a histogram become one.
private enum BucketMerging: String, CaseIterable {
    case removeExplicitBound = "remove_explicit_bound"
    case limitBuckets = "limit_buckets"

    func problem(with target: Double) -> String? {
        guard self == .limitBuckets else { return nil }
        guard target >= 1, Int64(exactly: target) != nil else {
            return "target_value must be a positive integer when method is \"\(rawValue)\", got "
                + AttributeValue.double(target).text
        }
        return nil
    }

    /// The counts and bounds with some buckets merged; nil when there is nothing to merge.
    func merged(_ counts: [UInt64], _ bounds: [Double], _ target: Double) -> ([UInt64], [Double])? {
        guard counts.count == bounds.count + 1, counts.count > 1 else { return nil }
        switch self {
        case .removeExplicitBound:
            guard let place = bounds.firstIndex(where: { abs($0 - target) < 1e-12 }) else { return nil }
            var counts = counts
            var bounds = bounds
            counts[place + 1] &+= counts[place]
            counts.remove(at: place)
            bounds.remove(at: place)
            return (counts, bounds)
        case .limitBuckets:
            guard Double(counts.count) > target, zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) else {
                return nil
            }
            let size = (counts.count - 1) / Int(target) + 1
            let starts = stride(from: 0, to: counts.count, by: size)
            return (
                starts.map { counts[$0..<min($0 + size, counts.count)].reduce(0, &+) },
                stride(from: size - 1, to: bounds.count, by: size).map { bounds[$0] }
            )
        }
    }
}

extension Evaluation {
    /// Merges buckets of the current data point, which is a histogram's.
    fileprivate func mergeBuckets(_ method: BucketMerging, _ target: Double) {
        let point = self.target.message(5)
        let counts = point.payload(HistogramPoint.countsField).eights
        let bounds = point.payload(HistogramPoint.boundsField).eights.map { Double(bitPattern: $0) }
        guard let (newCounts, newBounds) = method.merged(counts, bounds, target) else { return }
        point.set(HistogramPoint.countsField, packed: newCounts)
        point.set(HistogramPoint.boundsField, packed: newBounds.map(\.bitPattern))
    }
}
