public import CollectorConfig
public import CollectorNet

/// Where health is asked for, and what the answer says.
public struct HealthCheckExtensionConfig: Settings {
    /// The server.
    public var server = Self.defaultServer

    /// The path that is answered; `/` is every path.
    public var path = "/"

    /// The bodies that replace the status in JSON.
    public var responseBody: ResponseBodySettings?

    /// What upstream once had, and ignores.
    public var checkCollectorPipeline = CheckCollectorPipelineSettings()

    /// Port 13133 of this machine.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        .embedded(\.server),
        Setting(
            "path",
            \.path,
            "The path that is answered; / is every path.",
            .custom("an absolute path", message: "path must start with /", { $0.hasPrefix("/") })
        ),
        Setting("response_body", \.responseBody, "Bodies to answer with in place of the status in JSON."),
        Setting(
            "check_collector_pipeline",
            \.checkCollectorPipeline,
            "Has no effect, as upstream.",
            deprecated: "remove the key; watch otelcol_exporter_send_failed_spans and its like instead"
        ),
        .unavailable(
            "use_v2",
            "the second version of the health check is not available yet",
            fix: "remove the key",
            unless: { $0.isNull || $0.bool == false }
        ),
        secondVersion("http"),
        secondVersion("grpc"),
        secondVersion("component_health"),
    ]

    private static func secondVersion(_ key: String) -> Setting<Self> {
        .unavailable(
            key,
            "v2 healthcheck configuration (http/grpc fields) detected but feature gate is disabled. "
                + "Either remove the v2 config fields or enable the feature gate with: "
                + "--feature-gates=+extension.healthcheck.useComponentStatus",
            fix: "remove the key: this collector does not have the second version yet, with or without the gate",
            unless: { $0.isNull }
        )
    }

    /// Probes come seldom and from anywhere: no connection is kept for the next one.
    private static var defaultServer: HTTPServerSettings {
        var settings = HTTPServerSettings(endpoint: "localhost:13133")
        settings.readHeaderTimeout = .zero
        settings.writeTimeout = .zero
        settings.idleTimeout = .zero
        settings.keepAlivesEnabled = false
        return settings
    }
}

/// What the answer's body says, as plain text.
public struct ResponseBodySettings: Settings {
    /// The body while the collector is ready.
    public var healthy = ""

    /// The body while it is not.
    public var unhealthy = ""

    /// Empty bodies.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("healthy", \.healthy, "The body while the collector is ready."),
        Setting("unhealthy", \.unhealthy, "The body while the collector is not ready."),
    ]
}

/// A check of pipelines that upstream no longer makes.
public struct CheckCollectorPipelineSettings: Settings {
    /// Without effect.
    public var enabled = false

    /// Without effect.
    public var interval = "5m"

    /// Without effect.
    public var exporterFailureThreshold = 5

    /// Upstream's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("enabled", \.enabled, "Has no effect."),
        Setting("interval", \.interval, "Has no effect."),
        Setting("exporter_failure_threshold", \.exporterFailureThreshold, "Has no effect."),
    ]
}
