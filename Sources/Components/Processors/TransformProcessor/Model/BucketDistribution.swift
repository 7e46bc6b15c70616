internal import Glibc
internal import OTTL

/// How the measurements of an exponential bucket are shared out among explicit ones that it overlaps.
enum BucketDistribution: String, CaseIterable {
    /// All to where its upper bound lies.
    case upper
    /// All to where its middle lies.
    case midpoint
    /// In proportion to the overlap.
    case uniform
    /// In proportion to the overlap, what is over to any of them.
    case random
}

extension ExponentialPoint {
    private static let scales: ClosedRange<Int32> = -10...20

    /// The counts of the buckets that `bounds`, which ascend, divide the measurements into; one more than there are
    /// bounds, and as many in all as the point counts.
    func counts(_ bounds: [Double], _ distribution: BucketDistribution) throws(EvaluationError) -> [UInt64] {
        guard Self.scales.contains(scale) else {
            throw EvaluationError("invalid exponential histogram scale \(scale)")
        }
        guard zeroThreshold.isFinite, zeroThreshold >= 0 else {
            throw EvaluationError("invalid zero threshold: \(zeroThreshold)")
        }
        var total = zeroCount
        for bucket in negative.counts + positive.counts {
            let (sum, overflow) = total.addingReportingOverflow(bucket)
            guard !overflow else { throw EvaluationError("source histogram bucket count overflow") }
            total = sum
        }
        guard total == count else {
            throw EvaluationError("source histogram count \(count) does not match bucket count \(total)")
        }
        var shares = BucketShares(bounds: bounds, distribution: distribution)
        try shares.add(zeroCount, from: -zeroThreshold, to: zeroThreshold)
        try forEachBucket(negative) { (bucket, lower, upper) throws(EvaluationError) in
            try shares.add(bucket, from: -upper, to: -lower)
        }
        try forEachBucket(positive) { (bucket, lower, upper) throws(EvaluationError) in
            try shares.add(bucket, from: lower, to: upper)
        }
        return shares.counts
    }

    private func forEachBucket(
        _ buckets: Buckets,
        _ body: (UInt64, _ lower: Double, _ upper: Double) throws(EvaluationError) -> Void
    ) throws(EvaluationError) {
        for (index, bucket) in buckets.counts.enumerated() where bucket > 0 {
            let place = Double(buckets.offset) + Double(index)
            let lower = bound(place)
            let upper = Swift.min(bound(place + 1), .greatestFiniteMagnitude)
            guard lower < upper else {
                throw EvaluationError("the bucket \(Int64(place)) at scale \(scale) is beyond what a double can hold")
            }
            try body(bucket, lower, upper)
        }
    }

    private func bound(_ place: Double) -> Double { exp2(scalbn(place, -scale)) }
}

/// The counts of explicit buckets while measurements are shared out among them.
private struct BucketShares {
    let bounds: [Double]
    let distribution: BucketDistribution
    var counts: [UInt64]

    init(bounds: [Double], distribution: BucketDistribution) {
        self.bounds = bounds
        self.distribution = distribution
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// Adds `count` measurements that lie between `lower` and `upper`.
    mutating func add(_ count: UInt64, from lower: Double, to upper: Double) throws(EvaluationError) {
        guard count > 0 else { return }
        guard lower < upper else { return counts[place(of: lower)] += count }
        switch distribution {
        case .upper: counts[place(of: upper)] += count
        case .midpoint: counts[place(of: lower / 2 + upper / 2)] += count
        case .uniform: try share(count, lower, upper, rounding: .max)
        case .random: try share(count, lower, upper, rounding: .random(in: .min ... .max))
        }
    }

    /// The bucket that `value` lies in; an upper bound belongs to its bucket.
    private func place(of value: Double) -> Int {
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if value <= bounds[middle] { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Shares `count` out by overlap. What was shared out so far is rounded, not each share: so none is lost.
    private mutating func share(
        _ count: UInt64,
        _ lower: Double,
        _ upper: Double,
        rounding: UInt64
    ) throws(EvaluationError) {
        let width = upper - lower
        guard width.isFinite else { throw EvaluationError("cannot distribute bucket interval (\(lower), \(upper)]") }
        let last = place(of: upper)
        var shared: UInt64 = 0
        for index in place(of: lower)...last {
            let reached = index < last ? bounds[index] : upper
            let part = index < last ? (reached - lower) / width : 1
            let next = max(shared, Self.rounded(count, part, rounding))
            counts[index] += next - shared
            shared = next
        }
    }

    /// `part` of `count`, rounded by a fraction that 2^64 parts make one.
    private static func rounded(_ count: UInt64, _ part: Double, _ rounding: UInt64) -> UInt64 {
        guard part > 0 else { return 0 }
        guard part < 1, let fraction = UInt64(exactly: scalbn(part, 64).rounded(.down)) else { return count }
        let (high, low) = count.multipliedFullWidth(by: fraction)
        return low.addingReportingOverflow(rounding).overflow ? min(high + 1, count) : high
    }
}
