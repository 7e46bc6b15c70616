internal import Synchronization

/// A number that only grows, shared by all who count under one name and set of attributes.
public final class Counter: Sendable {
    private let total = Atomic<UInt64>(0)

    /// Adds `count`; a negative one adds nothing.
    public func add(_ count: Int = 1) {
        guard count > 0 else { return }
        total.add(UInt64(count), ordering: .relaxed)
    }

    /// The total since start.
    public var value: UInt64 { total.load(ordering: .relaxed) }
}

/// A number that grows and shrinks, shared by all who count under one name and set of attributes.
public final class Gauge: Sendable {
    private let level = Atomic<Int>(0)

    /// Adds `count`, which may be negative.
    public func add(_ count: Int) {
        level.wrappingAdd(count, ordering: .relaxed)
    }

    /// The level now.
    public var value: Int { level.load(ordering: .relaxed) }
}

/// How values spread over fixed buckets, shared by all who record under one name and set of attributes.
public final class Histogram: Sendable {
    /// What was recorded up to one moment.
    public struct Snapshot: Sendable {
        /// The upper bounds of all buckets but the last, which has none.
        public var bounds: [Double]
        /// The number of values in each bucket.
        public var counts: [UInt64]
        /// The sum of all values.
        public var sum: Double
    }

    /// The bounds that upstream uses for numbers of items.
    public static let itemBounds: [Double] =
        [10, 25, 50, 75, 100, 250, 500, 750] + stride(from: 1000, through: 10000, by: 1000) + [
            20000, 30000, 50000, 100_000,
        ]

    /// The bounds that upstream uses for sizes in bytes: the powers of two from 128 to 16 Mi.
    public static let byteBounds: [Double] = (7...24).map { Double(1 << $0) }

    private let state: Lock<Snapshot>

    init(bounds: [Double]) {
        state = Lock(Snapshot(bounds: bounds, counts: Array(repeating: 0, count: bounds.count + 1), sum: 0))
    }

    /// Records `value`.
    public func record(_ value: Double) {
        state.withLock { state in
            let bucket = state.bounds.firstIndex { value <= $0 } ?? state.bounds.count
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    /// What was recorded so far.
    public var snapshot: Snapshot { state.withLock { $0 } }
}

/// The collector's metrics on itself.
///
/// Names are upstream's without the `otelcol_` prefix. Whoever counts keeps the ``Counter``: looking one up takes a lock,
/// adding to it does not.
public final class MetricRegistry: Sendable {
    /// What a metric is.
    public enum Kind: String, Sendable {
        case counter
        case gauge
        case histogram
    }

    /// One series of a metric at one moment.
    public struct Sample: Sendable {
        /// The series' attributes by name, in the order of the names.
        public var attributes: [(name: String, value: String)]

        /// The value; of a histogram the sum.
        public var value: Double

        /// The buckets of a histogram.
        public var histogram: Histogram.Snapshot?
    }

    /// One metric with all its series at one moment.
    public struct Snapshot: Sendable {
        /// The name without prefix.
        public var name: String
        /// Counter, gauge or histogram.
        public var kind: Kind
        /// One sentence on what is counted.
        public var help: String
        /// The series.
        public var samples: [Sample]
    }

    private enum Source {
        case counter(Counter)
        case observed(@Sendable () -> Double)
        case histogram(Histogram)
        case gauge(Gauge)
    }

    private struct Family {
        var kind: Kind
        var help: String
        var series: [[String]: (attributes: [(name: String, value: String)], source: Source)] = [:]
    }

    private let families = Lock<[String: Family]>([:])

    /// Whether the user asks for every detail (`service::telemetry::metrics::level: detailed`): what costs time for each
    /// request is counted only then.
    public let isDetailed: Bool

    /// A registry without metrics.
    public init(isDetailed: Bool = false) {
        self.isDetailed = isDetailed
    }

    /// The counter `name` with `attributes`, created on first use.
    public func counter(_ name: String, help: String, attributes: [String: String] = [:]) -> Counter {
        let sorted = Self.sorted(attributes)
        return families.withLock { families in
            var family = families[name] ?? Family(kind: .counter, help: help)
            let key = sorted.flatMap { [$0.name, $0.value] }
            if case .counter(let counter)? = family.series[key]?.source { return counter }
            let counter = Counter()
            family.series[key] = (sorted, .counter(counter))
            families[name] = family
            return counter
        }
    }

    /// The gauge `name` with `attributes`, created on first use.
    public func gauge(_ name: String, help: String, attributes: [String: String] = [:]) -> Gauge {
        let sorted = Self.sorted(attributes)
        return families.withLock { families in
            var family = families[name] ?? Family(kind: .gauge, help: help)
            let key = sorted.flatMap { [$0.name, $0.value] }
            if case .gauge(let gauge)? = family.series[key]?.source { return gauge }
            let gauge = Gauge()
            family.series[key] = (sorted, .gauge(gauge))
            families[name] = family
            return gauge
        }
    }

    /// The histogram `name` with `attributes`, created on first use with `bounds`.
    public func histogram(
        _ name: String,
        help: String,
        bounds: [Double] = Histogram.itemBounds,
        attributes: [String: String] = [:]
    ) -> Histogram {
        let sorted = Self.sorted(attributes)
        return families.withLock { families in
            var family = families[name] ?? Family(kind: .histogram, help: help)
            let key = sorted.flatMap { [$0.name, $0.value] }
            if case .histogram(let histogram)? = family.series[key]?.source { return histogram }
            let histogram = Histogram(bounds: bounds)
            family.series[key] = (sorted, .histogram(histogram))
            families[name] = family
            return histogram
        }
    }

    /// Registers a value that is read, by `read`, whenever the metrics are.
    public func observe(
        _ name: String,
        kind: Kind = .gauge,
        help: String,
        attributes: [String: String] = [:],
        _ read: @escaping @Sendable () -> Double
    ) {
        let sorted = Self.sorted(attributes)
        families.withLock { families in
            var family = families[name] ?? Family(kind: kind, help: help)
            family.series[sorted.flatMap { [$0.name, $0.value] }] = (sorted, .observed(read))
            families[name] = family
        }
    }

    /// Every metric, by name, its series by attributes.
    public func snapshot() -> [Snapshot] {
        let copy = families.withLock { $0 }
        return copy.sorted { $0.key < $1.key }.map { name, family in
            let series = family.series.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            let samples = series.map { _, series in
                switch series.source {
                case .counter(let counter): Sample(attributes: series.attributes, value: Double(counter.value))
                case .observed(let read): Sample(attributes: series.attributes, value: read())
                case .gauge(let gauge): Sample(attributes: series.attributes, value: Double(gauge.value))
                case .histogram(let histogram): Self.sample(series.attributes, histogram.snapshot)
                }
            }
            return Snapshot(name: name, kind: family.kind, help: family.help, samples: samples)
        }
    }

    private static func sample(
        _ attributes: [(name: String, value: String)],
        _ snapshot: Histogram.Snapshot
    ) -> Sample {
        Sample(attributes: attributes, value: snapshot.sum, histogram: snapshot)
    }

    private static func sorted(_ attributes: [String: String]) -> [(name: String, value: String)] {
        attributes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
