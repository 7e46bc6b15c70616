internal import CollectorConfig

/// `service::telemetry`.
struct TelemetrySettings: Settings {
    var logs = LogsSettings()
    var metrics = MetricsSettings()
    var traces = TracesSettings()
    var resource: ConfigNode = nil

    static let fields: [Setting<Self>] = [
        Setting("logs", \.logs, "The collector's own log."),
        Setting("metrics", \.metrics, "The collector's metrics on itself."),
        Setting("traces", \.traces, "The collector's traces of itself."),
        Setting("resource", \.resource, "Attributes that describe this collector; null removes one."),
    ]

    func validate(_ report: inout ValidationReport) {
        switch resource.value {
        case .null, .mapping: break
        case .bool, .int, .uint, .double, .string, .sequence:
            report.error(
                "expected a map, got '\(resource.typeName)'",
                at: "resource",
                fix: "write resource: {name: value}"
            )
        }
    }

    /// What is written but not there yet, each in one sentence.
    var unavailable: [String] {
        var messages: [String] = []
        if !logs.processors.isEmpty {
            messages.append("service::telemetry::logs::processors is not available yet: logs go to output_paths only")
        }
        if metrics.readers.contains(where: { !$0.periodic.isNull }) {
            messages.append(
                "service::telemetry::metrics::readers: a periodic reader is not available yet; only pull is"
            )
        }
        if !metrics.views.isEmpty {
            messages.append("service::telemetry::metrics::views is not available yet: metrics are served as they are")
        }
        if !traces.processors.isEmpty {
            messages.append("service::telemetry::traces is not available yet: the collector does not trace itself")
        }
        let prometheus = metrics.readers.compactMap(\.pull.exporter.value)
        if prometheus.contains(where: { !$0.withoutUnits || !$0.withoutScopeInfo }) {
            messages.append(
                "service::telemetry::metrics::readers: names with units and scope information are not available yet"
            )
        }
        return messages
    }
}

/// `service::telemetry::traces`.
struct TracesSettings: Settings {
    var level: ConfigNode = "None"
    var processors: [ConfigNode] = []
    var propagators: [String] = []
    var sampler: ConfigNode = nil
    var limits: ConfigNode = nil

    static let fields: [Setting<Self>] = [
        Setting("level", \.level, "How much is traced."),
        Setting("processors", \.processors, "Exporters of the collector's traces; not available yet."),
        Setting("propagators", \.propagators, "How trace context is passed on; not available yet."),
        Setting("sampler", \.sampler, "Which traces are kept; not available yet."),
        Setting("limits", \.limits, "Bounds of a span's parts; not available yet."),
    ]
}
