internal import Pdata

extension Signal {
    /// The path of the gRPC method that takes the signal.
    var exportPath: String {
        switch self {
        case .traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
        case .metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"
        case .logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export"
        case .profiles: "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export"
        }
    }
}
