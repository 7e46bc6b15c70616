internal import Pdata

/// The sum of histograms of one shape.
struct HistogramTotal {
    private var count: UInt64 = 0
    private var sum: Double?
    private var min: Double?
    private var max: Double?
    private var zeroCount: UInt64 = 0
    private var buckets: [UInt64] = []
    private var positive: [UInt64] = []
    private var negative: [UInt64] = []
    private var isEmpty = true

    /// What histograms must have in common to be added: bounds or scale and offsets, and whether extremes are known.
    static func shape(of point: DataPointView) -> [UInt64] {
        switch point.kind {
        case .histogram:
            let histogram = point.histogram
            var shape = [UInt64(histogram.flags), histogram.min == nil ? 0 : 1, histogram.max == nil ? 0 : 1]
            histogram.explicitBounds.forEach { shape.append($0.bitPattern) }
            return shape
        case .exponentialHistogram:
            let histogram = point.exponentialHistogram
            let offsets = [histogram.scale, histogram.positive.offset, histogram.negative.offset]
            var shape = offsets.map { UInt64(bitPattern: Int64($0)) }
            shape += [UInt64(histogram.flags), histogram.min == nil ? 0 : 1, histogram.max == nil ? 0 : 1]
            shape.append(histogram.zeroThreshold.bitPattern)
            return shape
        case .gauge, .sum, .summary, .empty:
            return []
        }
    }

    mutating func add(_ point: DataPointView) {
        if point.kind == .histogram {
            let histogram = point.histogram
            add(histogram.count, histogram.sum, histogram.min, histogram.max)
            var index = 0
            histogram.bucketCounts.forEach { Self.add($0, to: &buckets, &index) }
        } else {
            let histogram = point.exponentialHistogram
            add(histogram.count, histogram.sum, histogram.min, histogram.max)
            zeroCount &+= histogram.zeroCount
            var index = 0
            histogram.positive.bucketCounts.forEach { Self.add($0, to: &positive, &index) }
            index = 0
            histogram.negative.bucketCounts.forEach { Self.add($0, to: &negative, &index) }
        }
        isEmpty = false
    }

    private mutating func add(_ count: UInt64, _ sum: Double?, _ min: Double?, _ max: Double?) {
        self.count &+= count
        // A sum that one of them does not know is unknown.
        self.sum = isEmpty ? sum : self.sum.flatMap { total in sum.map { total + $0 } }
        // Extremes of histograms without measurements say nothing.
        guard count > 0 || isEmpty else { return }
        self.min = [self.min, min].compactMap(\.self).min()
        self.max = [self.max, max].compactMap(\.self).max()
    }

    private static func add(_ count: UInt64, to counts: inout [UInt64], _ index: inout Int) {
        if index < counts.count { counts[index] &+= count } else { counts.append(count) }
        index += 1
    }

    func write(to point: inout DataPointEditor) {
        point.count = count
        point.sum = sum
        point.min = min
        point.max = max
        if point.kind == .histogram {
            point.bucketCounts = buckets
        } else {
            point.zeroCount = zeroCount
            point.positiveBucketCounts = positive
            point.negativeBucketCounts = negative
        }
    }
}
