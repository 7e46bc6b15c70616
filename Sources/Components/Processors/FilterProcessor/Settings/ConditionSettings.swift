public import CollectorConfig
public import OTTL

/// The conditions for traces, one list for each context, with the older blocks' place for spans elsewhere.
public struct TraceConditionSettings: Settings {
    /// Conditions for resources.
    public var resource: [OTTLText] = []
    /// Conditions for spans.
    public var span: [OTTLText] = []
    /// Conditions for events of spans.
    public var spanEvent: [OTTLText] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("resource", \.resource, "A resource for which one of these is true is dropped."),
        Setting("span", \.span, "A span for which one of these is true is dropped."),
        Setting("spanevent", \.spanEvent, "An event for which one of these is true is dropped; its span stays."),
    ]
}

/// The conditions for metrics, and the older blocks.
public struct MetricConditionSettings: Settings {
    /// Conditions for resources.
    public var resource: [OTTLText] = []
    /// Conditions for metrics.
    public var metric: [OTTLText] = []
    /// Conditions for data points.
    public var dataPoint: [OTTLText] = []
    /// The metrics that are kept.
    public var include: MetricMatchSettings?
    /// The metrics that are dropped.
    public var exclude: MetricMatchSettings?

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("resource", \.resource, "A resource for which one of these is true is dropped."),
        Setting("metric", \.metric, "A metric for which one of these is true is dropped."),
        Setting(
            "datapoint",
            \.dataPoint,
            "A data point for which one of these is true is dropped, and the metric with its last."
        ),
        Setting("include", \.include, "Older form: metrics that do not match are dropped."),
        Setting("exclude", \.exclude, "Older form: metrics that match are dropped."),
    ]
}

/// The conditions for logs, and the older blocks.
public struct LogConditionSettings: Settings {
    /// Conditions for resources.
    public var resource: [OTTLText] = []
    /// Conditions for log records.
    public var logRecord: [OTTLText] = []
    /// The records that are kept.
    public var include: LogMatchSettings?
    /// The records that are dropped.
    public var exclude: LogMatchSettings?

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("resource", \.resource, "A resource for which one of these is true is dropped."),
        Setting("log_record", \.logRecord, "A log record for which one of these is true is dropped."),
        Setting("include", \.include, "Older form: log records that do not match are dropped."),
        Setting("exclude", \.exclude, "Older form: log records that match are dropped."),
    ]
}

/// The conditions for profiles.
public struct ProfileConditionSettings: Settings {
    /// Conditions for resources.
    public var resource: [OTTLText] = []
    /// Conditions for profiles.
    public var profile: [OTTLText] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("resource", \.resource, "A resource for which one of these is true is dropped."),
        Setting("profile", \.profile, "A profile for which one of these is true is dropped."),
    ]
}
