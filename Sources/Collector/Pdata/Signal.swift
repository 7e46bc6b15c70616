/// One of the four kinds of telemetry that OTLP carries.
public enum Signal: String, CaseIterable, Sendable, Hashable, Comparable, CustomStringConvertible {
    case traces
    case metrics
    case logs
    case profiles

    /// The name used in configuration and in self-telemetry.
    public var description: String { rawValue }

    /// The order of declaration: traces, metrics, logs, profiles.
    public static func < (lhs: Signal, rhs: Signal) -> Bool { lhs.rank < rhs.rank }

    private var rank: Int {
        switch self {
        case .traces: 0
        case .metrics: 1
        case .logs: 2
        case .profiles: 3
        }
    }
}
