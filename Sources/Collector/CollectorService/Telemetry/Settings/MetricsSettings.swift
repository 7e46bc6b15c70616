internal import CollectorConfig

/// `service::telemetry::metrics`.
struct MetricsSettings: Settings {
    var level = MetricsLevel.normal
    var readers = [ReaderSettings.standard]
    var views: [ConfigNode] = []

    static let fields: [Setting<Self>] = [
        Setting("level", \.level, "How much is told: `none`, `basic`, `normal` or `detailed`."),
        Setting("readers", \.readers, "Who reads the metrics."),
        Setting("views", \.views, "Changes to single metrics; not available yet."),
        .unavailable(
            "address",
            "the address of the metrics was moved to readers",
            fix: "write readers: [{pull: {exporter: {prometheus: {host: …, port: …}}}}]",
            unless: \.isNull
        ),
    ]

    func validate(_ report: inout ValidationReport) {
        if level != .none, readers.isEmpty {
            report.error("collector telemetry metrics reader should exist when metric level is not none", at: "readers")
        }
        if level != .detailed, !views.isEmpty {
            report.error(
                "service::telemetry::metrics::views can only be set when service::telemetry::metrics::level is detailed",
                at: "views"
            )
        }
    }
}

/// One of `service::telemetry::metrics::readers`.
struct ReaderSettings: Settings {
    /// What reads without configuration: Prometheus, on this machine only.
    static let standard = {
        var reader = ReaderSettings()
        reader.pull.exporter.prometheus = .some(PrometheusSettings())
        return reader
    }()

    var pull = PullSettings()
    var periodic: ConfigNode = nil

    static let fields: [Setting<Self>] = [
        Setting("pull", \.pull, "A reader that asks for the metrics."),
        Setting("periodic", \.periodic, "A reader that is sent the metrics; not available yet."),
    ]

    func validate(_ report: inout ValidationReport) {
        if !pull.exporter.isSet, periodic.isNull {
            report.error("must have one of pull or periodic", fix: "add pull: {exporter: {prometheus: {}}}")
        }
    }
}

struct PullSettings: Settings {
    var exporter = PullExporterSettings()
    var producers: ConfigNode = nil
    var cardinalityLimits: ConfigNode = nil

    static let fields: [Setting<Self>] = [
        Setting("exporter", \.exporter, "The reader's protocol."),
        Setting("producers", \.producers, "Further sources of metrics; has no effect here."),
        Setting("cardinality_limits", \.cardinalityLimits, "Bounds of series; has no effect here."),
    ]
}

struct PullExporterSettings: Settings {
    var prometheus = Section<PrometheusSettings>.absent
    var development = Section<PrometheusSettings>.absent

    static let fields: [Setting<Self>] = [
        Setting("prometheus", \.prometheus, "Prometheus' text format over HTTP."),
        Setting("prometheus/development", \.development, "The same under its name in newer configuration schemas."),
    ]

    /// Whether a protocol is named.
    var isSet: Bool { value != nil }

    /// The settings under whichever name.
    var value: PrometheusSettings? { prometheus.value ?? development.value }
}

struct PrometheusSettings: Settings {
    var host = "localhost"
    var port: UInt16 = 8888
    var withoutScopeInfo = true
    var withoutUnits = true
    var withoutTypeSuffix = true
    var resourceConstantLabels: ConfigNode = nil
    var translationStrategy: ConfigNode = nil

    static let fields: [Setting<Self>] = [
        Setting("host", \.host, "The address to listen on."),
        Setting("port", \.port, "The port to listen on."),
        Setting("without_scope_info", \.withoutScopeInfo, "Leaves out which library counts; always so here."),
        Setting("without_units", \.withoutUnits, "Leaves units out of names; always so here."),
        Setting("without_type_suffix", \.withoutTypeSuffix, "Leaves `_total` out of counters' names."),
        Setting(
            "with_resource_constant_labels",
            \.resourceConstantLabels,
            "Resource attributes to put on every series; has no effect here."
        ),
        Setting("translation_strategy", \.translationStrategy, "How names are made; has no effect here."),
    ]
}
