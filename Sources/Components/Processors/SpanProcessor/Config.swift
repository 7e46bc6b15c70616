public import CollectorConfig
public import PropertyMatching

/// The settings of a span processor.
public struct SpanSettings: Settings {
    /// What spans are changed; nil for all.
    public var include: MatchSettings?

    /// What spans are not changed.
    public var exclude: MatchSettings?

    /// What becomes of the name.
    public var name = SpanNameSettings()

    /// What becomes of the status; nil when it stays.
    public var status: SpanStatusSettings?

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "include",
            \.include,
            "The properties of the spans that are changed: all that are written must match."
        ),
        Setting(
            "exclude",
            \.exclude,
            "The properties of the spans that are not changed; asked after `include`."
        ),
        Setting("name", \.name, "What becomes of the name."),
        Setting("status", \.status, "What becomes of the status."),
    ]

    /// Judges whether there is anything to do, and whether it can be done.
    public func validate(_ report: inout ValidationReport) {
        guard !name.fromAttributes.isEmpty || name.toAttributes?.rules.isEmpty == false || status != nil else {
            return report.error(
                "error creating \"span\" processor: either \"from_attributes\" or \"to_attributes\" must be specified in "
                    + "\"name:\" or \"setStatus\" must be specified"
            )
        }
        do throws(SpanChangeError) {
            _ = try SpanChange(self)
        } catch {
            report.error(error.description, at: error.key)
        }
    }
}

/// The settings of the names of spans.
public struct SpanNameSettings: Settings {
    /// The attributes whose values make the name.
    public var fromAttributes: [String] = []

    /// What is between the values.
    public var separator = ""

    /// What attributes are made of the name.
    public var toAttributes: SpanNameRules?

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "from_attributes",
            \.fromAttributes,
            "The keys of the attributes whose values make the name; the name stays where one of them is missing."
        ),
        Setting("separator", \.separator, "What is between the values."),
        Setting("to_attributes", \.toAttributes, "What attributes are made of the name."),
    ]
}

/// The settings of the attributes made of names.
public struct SpanNameRules: Settings {
    /// The regular expressions whose groups become attributes.
    public var rules: [String] = []

    /// Whether the first rule that matches is the last one.
    public var breakAfterMatch = false

    /// Whether the name stays.
    public var keepOriginalName = false

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "rules",
            \.rules,
            "Regular expressions in RE2's syntax: each named group of the first match becomes an attribute, and in the name "
                + "its own name in braces."
        ),
        Setting("break_after_match", \.breakAfterMatch, "Whether the first rule that matches is the last one."),
        Setting("keep_original_name", \.keepOriginalName, "Whether the name stays as it is."),
    ]
}

/// The settings of the status of spans.
public struct SpanStatusSettings: Settings {
    /// `Ok`, `Error` or `Unset`.
    public var code = ""

    /// What went wrong.
    public var description = ""

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("code", \.code, "How the operation ended: `Ok`, `Error` or `Unset`."),
        Setting("description", \.description, "What went wrong, with `Error` only."),
    ]
}
