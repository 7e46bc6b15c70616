public import CollectorConfig
public import PropertyMatching

/// The older blocks for spans.
public struct SpanMatchBlocks: Settings {
    /// The spans that are kept.
    public var include: MatchSettings?
    /// The spans that are dropped.
    public var exclude: MatchSettings?

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("include", \.include, "Older form: spans that do not match are dropped."),
        Setting("exclude", \.exclude, "Older form: spans that match are dropped."),
    ]
}

/// An older block for metrics.
public struct MetricMatchSettings: Settings {
    /// How texts are compared.
    public var matchType = ""
    /// How regular expressions are remembered.
    public var regexp = RegexpCacheSettings()
    /// Names of metrics.
    public var metricNames: [String] = []
    /// Expressions over data points.
    public var expressions: [String] = []
    /// Attributes of resources.
    public var resourceAttributes: [AttributeMatchSettings] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "match_type",
            \.matchType,
            "How metrics are matched: `strict` or `regexp` by their names, `expr` by expressions."
        ),
        Setting(
            "regexp",
            \.regexp,
            "Accepted for upstream's sake: results are not remembered, since RE2 needs no help."
        ),
        Setting("metric_names", \.metricNames, "One of these is the metric's name."),
        Setting(
            "expressions",
            \.expressions,
            "With `expr`: one of these is true of a data point. Comparisons of `MetricName`, `MetricType` and `Label(\"…\")` "
                + "with texts, and `HasLabel(\"…\")`, joined by `&&`, `||` and `!`."
        ),
        Setting("resource_attributes", \.resourceAttributes, "All of these attributes are in the resource."),
    ]

    /// Whether nothing is asked.
    var isEmpty: Bool { metricNames.isEmpty && expressions.isEmpty && resourceAttributes.isEmpty }

    /// The block as what metrics are matched by elsewhere.
    var match: MatchSettings {
        var match = MatchSettings()
        match.matchType = matchType == "expr" ? "strict" : matchType
        match.metricNames = metricNames
        match.resources = resourceAttributes
        return match
    }
}

/// An older block for logs.
public struct LogMatchSettings: Settings {
    /// How texts are compared.
    public var matchType = ""
    /// Attributes of resources.
    public var resourceAttributes: [AttributeMatchSettings] = []
    /// Attributes of records.
    public var recordAttributes: [AttributeMatchSettings] = []
    /// Severity texts.
    public var severityTexts: [String] = []
    /// Severities.
    public var severityNumber: NamedSeveritySettings?
    /// Bodies.
    public var bodies: [String] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("match_type", \.matchType, "How texts are compared: `strict` or `regexp`."),
        Setting("resource_attributes", \.resourceAttributes, "All of these attributes are in the resource."),
        Setting("record_attributes", \.recordAttributes, "All of these attributes are in the record."),
        Setting("severity_texts", \.severityTexts, "One of these is the severity text."),
        Setting("severity_number", \.severityNumber, "What the severity number must be."),
        Setting("bodies", \.bodies, "One of these is the body, which must be a string."),
    ]

    /// Whether nothing is asked.
    var isEmpty: Bool {
        resourceAttributes.isEmpty && recordAttributes.isEmpty && severityTexts.isEmpty && bodies.isEmpty
            && severityNumber == nil
    }

    /// The block as what log records are matched by elsewhere.
    var match: MatchSettings {
        var match = MatchSettings()
        match.matchType = matchType
        match.resources = resourceAttributes
        match.attributes = recordAttributes
        match.logSeverityTexts = severityTexts
        match.logBodies = bodies
        if let severityNumber {
            var severity = SeverityMatchSettings()
            severity.min = severityNumber.min.number
            severity.matchUndefined = severityNumber.matchUndefined
            match.logSeverityNumber = severity
        }
        return match
    }
}

/// The severities that match.
public struct NamedSeveritySettings: Settings {
    /// The least.
    public var min = NamedSeverity()
    /// Whether records without a severity match.
    public var matchUndefined = false

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("min", \.min, "The least severity: a name such as `INFO` or `WARN2`, or a number from 1 to 24."),
        Setting("match_undefined", \.matchUndefined, "Whether records without a severity match."),
    ]
}

/// A severity by its name or number.
public struct NamedSeverity: Sendable, Hashable {
    /// As it was written.
    public var settingText = ""

    /// Its number; 0 for none.
    var number = 0

    /// No severity.
    public init() {}
}

extension NamedSeverity: TextSettingValue {
    /// The severity that `text` names, letter case aside.
    public init(settingText text: String) throws {
        let names = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]
        let name = text.uppercased()
        settingText = text
        if let number = Int(name), (1...24).contains(number) {
            self.number = number
            return
        }
        for (level, prefix) in names.enumerated() where name.hasPrefix(prefix) {
            let suffix = name.dropFirst(prefix.count)
            let step = suffix.isEmpty ? 1 : Int(suffix) ?? 0
            if (1...4).contains(step) {
                number = level * 4 + step
                return
            }
        }
        throw UnknownSeverity(text: text)
    }

    /// A number counts as its text.
    public static func decode(
        _ node: ConfigNode,
        default current: NamedSeverity?,
        _ context: inout DecodingContext
    ) -> NamedSeverity? {
        guard let text = node.string ?? node.text else { return current }
        do {
            return try NamedSeverity(settingText: text)
        } catch {
            context.error("\(context.name): \(error)", at: node)
            return nil
        }
    }
}

/// Why a text names no severity.
private struct UnknownSeverity: Error, CustomStringConvertible {
    let text: String

    var description: String { "'\(text)' is not a valid severity: not a valid severity" }
}
