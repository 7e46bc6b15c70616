public import CollectorConfig

/// The settings of an `include` or `exclude` block: the properties that telemetry must have to match.
///
/// Which of them a signal allows is judged when its matcher is made.
public struct MatchSettings: Settings {
    /// How texts are compared: `strict` or `regexp`.
    public var matchType = ""

    /// How regular expressions are remembered.
    public var regexp = RegexpCacheSettings()

    /// Names of services.
    public var services: [String] = []

    /// Names of spans.
    public var spanNames: [String] = []

    /// Kinds of spans.
    public var spanKinds: [String] = []

    /// Bodies of log records.
    public var logBodies: [String] = []

    /// Severity texts of log records.
    public var logSeverityTexts: [String] = []

    /// Severities of log records.
    public var logSeverityNumber: SeverityMatchSettings?

    /// Names of metrics.
    public var metricNames: [String] = []

    /// Attributes.
    public var attributes: [AttributeMatchSettings] = []

    /// Attributes of resources.
    public var resources: [AttributeMatchSettings] = []

    /// Scopes.
    public var libraries: [LibraryMatchSettings] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "match_type",
            \.matchType,
            "How texts are compared: `strict`, as a whole, or `regexp`, by regular expressions in RE2's syntax, which "
                + "match anywhere unless they are anchored."
        ),
        Setting(
            "regexp",
            \.regexp,
            "Accepted for upstream's sake: results are not remembered, since RE2 needs no help."
        ),
        Setting("services", \.services, "Spans: one of these is the resource's `service.name`."),
        Setting("span_names", \.spanNames, "Spans: one of these is the name."),
        Setting("span_kinds", \.spanKinds, "Spans: one of these is the kind, such as `SPAN_KIND_SERVER`."),
        Setting("log_bodies", \.logBodies, "Log records: one of these is the body, which must be a string."),
        Setting("log_severity_texts", \.logSeverityTexts, "Log records: one of these is the severity text."),
        Setting("log_severity_number", \.logSeverityNumber, "Log records: what the severity number must be."),
        Setting("metric_names", \.metricNames, "Metrics: one of these is the name."),
        Setting("attributes", \.attributes, "Spans and log records: all of these attributes are there."),
        Setting("resources", \.resources, "All of these attributes are in the resource."),
        Setting("libraries", \.libraries, "Spans and log records: one of these is the scope."),
    ]
}

/// How upstream remembers the results of regular expressions.
public struct RegexpCacheSettings: Settings {
    /// Whether results are remembered.
    public var cacheEnabled = false

    /// How many results are remembered.
    public var cacheMaxNumEntries = 0

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("cacheenabled", \.cacheEnabled, "Accepted, and without effect."),
        Setting("cachemaxnumentries", \.cacheMaxNumEntries, "Accepted, and without effect.", .atLeast(0)),
    ]
}

/// The severity numbers that match.
public struct SeverityMatchSettings: Settings {
    /// The least.
    public var min = 0

    /// Whether records without a severity match.
    public var matchUndefined = false

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("min", \.min, "The least severity number, from 1 (trace) to 24 (fatal)."),
        Setting("match_undefined", \.matchUndefined, "Whether records without a severity match."),
    ]
}

/// An attribute that must be there.
public struct AttributeMatchSettings: Settings {
    /// Its key.
    public var key = ""

    /// Its value; nil for any.
    public var value: ConfigNode?

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("key", \.key, "The attribute's key."),
        Setting(
            "value",
            \.value,
            "Its value, of the same type, or with `match_type: regexp` a regular expression; any when not written."
        ),
    ]

    /// Older documentation of upstream's writes `Key` and `Value`.
    public static var ignoresLetterCase: Bool { true }
}

/// A scope that must be the one.
public struct LibraryMatchSettings: Settings {
    /// Its name.
    public var name = ""

    /// Its version; nil for any.
    public var version: String?

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("name", \.name, "The scope's name."),
        Setting("version", \.version, "The scope's version; any when not written."),
    ]
}
