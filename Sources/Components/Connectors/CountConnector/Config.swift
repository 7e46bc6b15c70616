public import CollectorConfig
public import OTTL
internal import Pdata

/// The settings of a count connector.
public struct CountSettings: Settings {
    /// What is counted of spans; nil for all of them.
    public var spans: [String: CountMetricSettings]?
    /// What is counted of spans' events; nil for all of them.
    public var spanEvents: [String: CountMetricSettings]?
    /// What is counted of metrics; nil for all of them.
    public var metrics: [String: CountMetricSettings]?
    /// What is counted of data points; nil for all of them.
    public var dataPoints: [String: CountMetricSettings]?
    /// What is counted of log records; nil for all of them.
    public var logs: [String: CountMetricSettings]?
    /// What is counted of profiles; nil for all of them.
    public var profiles: [String: CountMetricSettings]?

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("spans", \.spans, "Counts of spans, by the metric's name; by default `trace.span.count` of all."),
        Setting(
            "spanevents",
            \.spanEvents,
            "Counts of spans' events, by the metric's name; by default `trace.span.event.count` of all."
        ),
        Setting("metrics", \.metrics, "Counts of metrics, by the metric's name; by default `metric.count` of all."),
        Setting(
            "datapoints",
            \.dataPoints,
            "Counts of data points, by the metric's name; by default `metric.datapoint.count` of all."
        ),
        Setting("logs", \.logs, "Counts of log records, by the metric's name; by default `log.record.count` of all."),
        Setting("profiles", \.profiles, "Counts of profiles, by the metric's name; by default `profile.count` of all."),
    ]

    /// Compiles every condition, to report what is wrong with them.
    public func validate(_ report: inout ValidationReport) {
        for kind in CountedKind.allCases {
            for (name, settings) in kind.settings(self).sorted(by: { $0.key < $1.key }) {
                settings.validate(name, kind, &report)
            }
        }
    }
}

/// The settings of one count.
public struct CountMetricSettings: Settings {
    /// What the metric says of itself.
    public var description = ""
    /// Of what one must be true for an item to count.
    public var conditions: [OTTLText] = []
    /// By what items are counted apart.
    public var attributes: [CountAttributeSettings] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("description", \.description, "The metric's description."),
        Setting("conditions", \.conditions, "Conditions, of which one must be true for an item to count."),
        Setting(
            "attributes",
            \.attributes,
            "Attributes by whose values items are counted apart: of the item, its scope or its resource."
        ),
    ]

    fileprivate func validate(_ name: String, _ kind: CountedKind, _ report: inout ValidationReport) {
        if name.isEmpty { report.error("\(kind.rawValue): metric name missing", at: kind.rawValue) }
        if !attributes.isEmpty, kind == .metrics {
            report.error("metrics attributes not supported: metric \"\(name)\"", at: kind.rawValue, name)
        }
        if attributes.contains(where: \.key.isEmpty) {
            report.error(
                "\(kind.rawValue) attributes: metric \"\(name)\": attribute key missing",
                at: kind.rawValue,
                name
            )
        }
        var found: [OTTLDiagnostic] = []
        _ = OTTLParser(kind.signal).conditions(conditions.map(\.text), context: kind.context, into: &found)
        report.report(found, about: conditions, under: kind.rawValue)
    }
}

/// An attribute by whose values items are counted apart.
public struct CountAttributeSettings: Settings {
    /// Its key.
    public var key = ""
    /// Its value where there is none.
    public var defaultValue: ConfigNode?

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("key", \.key, "The attribute's key."),
        Setting(
            "default_value",
            \.defaultValue,
            "The value of items without the attribute; without it, and with an empty one, such items are not counted."
        ),
    ]
}
