public import CollectorConfig

/// What kind of items a load consists of.
public enum BenchmarkSignal: String, CaseIterable, Sendable, SettingValue {
    case traces
    case metrics
    case logs

    var grpcPath: String {
        switch self {
        case .traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
        case .metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"
        case .logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export"
        }
    }

    var httpPath: String { "/v1/\(rawValue)" }

    /// The signal of a request that arrived at `path`.
    init?(path: String) {
        guard let signal = Self.allCases.first(where: { $0.grpcPath == path || $0.httpPath == path }) else {
            return nil
        }
        self = signal
    }
}
