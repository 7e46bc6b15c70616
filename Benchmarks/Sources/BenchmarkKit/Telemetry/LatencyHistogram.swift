/// Counts durations in buckets that are at most 3 % wide.
public struct LatencyHistogram: Sendable {
    private static let steps = 32
    private static let stepBits = 5

    private var counts = [Int](repeating: 0, count: 64 * steps)

    /// The number of durations.
    public private(set) var count = 0

    /// Nothing counted.
    public init() {}

    /// Counts a duration in nanoseconds.
    public mutating func add(_ nanoseconds: UInt64) {
        counts[Self.bucket(nanoseconds)] += 1
        count += 1
    }

    /// Takes over what `other` counted.
    public mutating func merge(_ other: LatencyHistogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
        count += other.count
    }

    /// The duration in nanoseconds that the share `quantile` of all does not exceed; 0 when there is none.
    public func quantile(_ quantile: Double) -> UInt64 {
        guard count > 0 else { return 0 }
        let rank = max(1, Int((Double(count) * quantile).rounded(.up)))
        var seen = 0
        for (index, amount) in counts.enumerated() {
            seen += amount
            if seen >= rank { return Self.highest(index) }
        }
        return 0
    }

    private static func bucket(_ value: UInt64) -> Int {
        guard value >= steps else { return Int(value) }
        let shift = 63 - value.leadingZeroBitCount - stepBits
        return (shift + 1) * steps + Int(value >> shift) - steps
    }

    /// The highest value in the bucket at `index`.
    private static func highest(_ index: Int) -> UInt64 {
        guard index >= steps else { return UInt64(index) }
        let shift = index / steps - 1
        return (UInt64(index % steps + steps) + 1) << shift - 1
    }
}
