internal import Pdata

/// What metrics must have in common to be combined.
struct MetricKinds {
    /// The first metric's description.
    private(set) var description = ""
    /// In what they differ, if they do.
    private(set) var difference: String?

    private struct First {
        let name: String
        let kind: MetricKind
        let unit: String
        let temporality: AggregationTemporality
        let isMonotonic: Bool
        let keys: Set<String>
    }

    private var first: First?

    init(_ metrics: Metrics) {
        metrics.forEachResource { resource in
            resource.forEachScope { scope in scope.forEachMetric { add($0) } }
        }
    }

    private mutating func add(_ metric: MetricView) {
        guard difference == nil else { return }
        let name = metric.name.string
        let kind = metric.kind
        var keys: Set<String> = []
        metric.forEachDataPoint { point in point.attributes.forEach { keys.insert($0.key.string) } }
        guard let first else {
            description = metric.description.string
            self.first = First(
                name: name,
                kind: kind,
                unit: metric.unit.string,
                temporality: metric.aggregationTemporality,
                isMonotonic: metric.isMonotonic,
                keys: keys
            )
            return
        }
        if kind == .summary {
            difference = "summaries cannot be combined: \(name)"
        } else if kind != first.kind {
            difference = "\(first.name) and \(name) are of different types: \(first.kind) and \(kind)"
        } else if metric.unit != first.unit {
            difference = "\(first.name) and \(name) have different units: \(first.unit) and \(metric.unit.string)"
        } else if keys != first.keys {
            difference =
                "\(first.name) and \(name) have different attributes: \(first.keys.sorted()) and \(keys.sorted())"
        } else if metric.aggregationTemporality != first.temporality {
            difference =
                "\(first.name) and \(name) have different aggregation temporalities: \(first.temporality) and "
                + "\(metric.aggregationTemporality)"
        } else if metric.isMonotonic != first.isMonotonic {
            difference = "\(first.name) and \(name) differ in whether they are monotonic"
        }
    }
}
