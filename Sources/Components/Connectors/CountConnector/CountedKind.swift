internal import OTTL
internal import Pdata

/// What is counted, by its key.
enum CountedKind: String, CaseIterable, Sendable {
    case spans
    case spanEvents = "spanevents"
    case metrics
    case dataPoints = "datapoints"
    case logs
    case profiles

    var signal: Signal {
        switch self {
        case .spans, .spanEvents: .traces
        case .metrics, .dataPoints: .metrics
        case .logs: .logs
        case .profiles: .profiles
        }
    }

    /// What conditions are asked for.
    var context: OTTLContext {
        switch self {
        case .spans: .span
        case .spanEvents: .spanevent
        case .metrics: .metric
        case .dataPoints: .datapoint
        case .logs: .log
        case .profiles: .profile
        }
    }

    /// The counts of this kind in `settings`, or the one that there is by default.
    func settings(_ settings: CountSettings) -> [String: CountMetricSettings] {
        switch self {
        case .spans: settings.spans ?? Self.all("trace.span.count", "spans")
        case .spanEvents: settings.spanEvents ?? Self.all("trace.span.event.count", "span events")
        case .metrics: settings.metrics ?? Self.all("metric.count", "metrics")
        case .dataPoints: settings.dataPoints ?? Self.all("metric.datapoint.count", "data points")
        case .logs: settings.logs ?? Self.all("log.record.count", "log records")
        case .profiles: settings.profiles ?? Self.all("profile.count", "profiles")
        }
    }

    private static func all(_ name: String, _ items: String) -> [String: CountMetricSettings] {
        var settings = CountMetricSettings()
        settings.description = "The number of \(items) observed."
        return [name: settings]
    }
}
