/// Where each signal is received.
enum OTLPRoutes {
    static let traces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
    static let metrics = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"
    static let logs = "/opentelemetry.proto.collector.logs.v1.LogsService/Export"
    static let profiles = "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export"

    /// The path of profiles over HTTP, which no setting changes.
    static let profilesPath = "/v1development/profiles"

    /// `path` with the slash that every path begins with.
    static func rooted(_ path: String) -> String { path.hasPrefix("/") ? path : "/\(path)" }
}
