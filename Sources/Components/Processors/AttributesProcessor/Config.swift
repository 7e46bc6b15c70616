public import AttributeActions
public import CollectorConfig
public import PropertyMatching

/// The settings of an attributes processor.
public struct AttributesSettings: Settings {
    /// What is done to the attributes.
    public var actions: [ActionSettings] = []

    /// What telemetry it is done to; nil for all.
    public var include: MatchSettings?

    /// What telemetry it is not done to.
    public var exclude: MatchSettings?

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("actions", \.actions, "What is done to the attributes, one after the other."),
        Setting(
            "include",
            \.include,
            "The properties of the telemetry that it is done to: all that are written must match."
        ),
        Setting(
            "exclude",
            \.exclude,
            "The properties of the telemetry that it is not done to; asked after `include`."
        ),
    ]

    /// Judges the actions; what may be matched depends on the signal, and is judged when a pipeline is built.
    public func validate(_ report: inout ValidationReport) {
        guard !actions.isEmpty else { return report.error("missing required field \"actions\"", at: "actions") }
        do throws(AttributeActionError) {
            _ = try AttributeActions(actions)
        } catch {
            report.error(error.description, at: "actions")
        }
    }
}
