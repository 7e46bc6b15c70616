internal import CollectorAPI
internal import CollectorConfig

/// `service::telemetry::logs`.
struct LogsSettings: Settings {
    enum Encoding: String, CaseIterable, SettingValue {
        case console
        case json
    }

    var level = LogLevel.info
    var development = false
    var encoding = Encoding.console
    var disableCaller = false
    var disableStacktrace = false
    var disableResource = false
    var sampling = Section<SamplingSettings>.some(SamplingSettings())
    var outputPaths = ["stderr"]
    var errorOutputPaths = ["stderr"]
    var initialFields: [String: ConfigNode] = [:]
    var processors: [ConfigNode] = []

    static let fields: [Setting<Self>] = [
        Setting("level", \.level, "The least serious lines that are written."),
        Setting("development", \.development, "Upstream's mode for developers; has no effect here."),
        Setting("encoding", \.encoding, "The shape of lines: `console` or `json`."),
        Setting("disable_caller", \.disableCaller, "Leaves out the place in the source that logs."),
        Setting("disable_stacktrace", \.disableStacktrace, "Leaves out stack traces; they are never written here."),
        Setting("disable_zap_resource", \.disableResource, "Leaves out the collector's resource attributes."),
        Setting("sampling", \.sampling, "Thins out lines of the same message."),
        Setting("output_paths", \.outputPaths, "Where lines go: `stderr`, `stdout` or files."),
        Setting("error_output_paths", \.errorOutputPaths, "Where errors of logging itself go."),
        Setting("initial_fields", \.initialFields, "Fields that every line carries."),
        Setting("processors", \.processors, "Exporters of the collector's own logs; not available yet."),
    ]
}

/// `service::telemetry::logs::sampling`.
struct SamplingSettings: Settings {
    var tick = Duration.seconds(10)
    var initial = 10
    var thereafter = 100

    static let fields: [Setting<Self>] = [
        Setting("tick", \.tick, "The time after which counting begins anew."),
        Setting("initial", \.initial, "How many lines of a message are written in each tick.", .atLeast(0)),
        Setting(
            "thereafter",
            \.thereafter,
            "After those, every how manieth line is written; 0 writes none.",
            .atLeast(0)
        ),
    ]
}
