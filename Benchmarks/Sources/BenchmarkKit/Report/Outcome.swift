/// What a scenario's runs against one collector came to.
public struct Outcome: Sendable {
    /// Why there are no figures, or not all.
    public enum Obstacle: Sendable {
        /// The collector has no component of these types.
        case missing([String])
        /// A run went wrong.
        case failed(String)
    }

    /// The scenario.
    public var variant: ScenarioVariant

    /// The collector's name.
    public var contestant: String

    /// One for each run.
    public var measurements: [Measurement] = []

    /// Why there are no figures, or not all.
    public var obstacle: Obstacle?

    /// The values of `figure` over the runs, in order.
    func spread(_ figure: (Measurement) -> Double) -> Spread { Spread(measurements.map(figure)) }

    /// The sum of `figure` over the runs.
    func total(_ figure: (Measurement) -> Int) -> Int { measurements.reduce(0) { $0 + figure($1) } }

    /// The latency that the share `quantile` of all runs' requests does not exceed, in milliseconds.
    func latency(_ quantile: Double) -> Double {
        var all = LatencyHistogram()
        for measurement in measurements { all.merge(measurement.load.latency) }
        return Double(all.quantile(quantile)) / 1e6
    }

    /// Whether a run failed, or something acknowledged was lost.
    public var isBad: Bool {
        if case .failed = obstacle { return true }
        return measurements.contains {
            $0.balance.lost > 0 || $0.load.rejected > 0 || $0.failure != nil || $0.items == 0
        }
    }
}

/// A figure over several runs.
struct Spread {
    private let sorted: [Double]

    init(_ values: [Double]) {
        sorted = values.sorted()
    }

    var least: Double { sorted.first ?? 0 }
    var most: Double { sorted.last ?? 0 }

    /// The middle value, or the mean of the two.
    var median: Double {
        guard !sorted.isEmpty else { return 0 }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
