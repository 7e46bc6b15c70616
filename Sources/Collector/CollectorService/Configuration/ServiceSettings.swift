internal import CollectorConfig

/// `service`.
struct ServiceSettings: Sendable {
    var telemetry = TelemetrySettings()
    var extensions: [Reference] = []
    var pipelines: [PipelineSettings] = []
    /// How long shutting down may take; Kubernetes kills after 30 s.
    var shutdownTimeout = Duration.seconds(25)
}
