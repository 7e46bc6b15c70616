public import Pdata

/// One counter of items for each signal, named as upstream names them.
public struct ItemCounters: Sendable {
    private let counters: [Signal: Counter]

    /// Counters called `prefix` with the signal's items, such as `receiver_accepted` with `_spans`.
    ///
    /// - Parameter attributes: what tells these counters from others of the same names, such as the receiver's id.
    public init(
        _ registry: MetricRegistry,
        prefix: String,
        help: String,
        signals: some Sequence<Signal> = Signal.allCases,
        attributes: [String: String]
    ) {
        var counters: [Signal: Counter] = [:]
        for signal in signals {
            counters[signal] = registry.counter(
                "\(prefix)_\(signal.itemsInMetricNames)",
                help: help,
                attributes: attributes
            )
        }
        self.counters = counters
    }

    /// Adds `count` items of `signal`.
    public func add(_ count: Int, _ signal: Signal) {
        counters[signal]?.add(count)
    }
}

extension Signal {
    /// What items of the signal are called in the names of the collector's own metrics, such as `metric_points`.
    public var itemsInMetricNames: String {
        switch self {
        case .traces: "spans"
        case .metrics: "metric_points"
        case .logs: "log_records"
        case .profiles: "profile_samples"
        }
    }
}
