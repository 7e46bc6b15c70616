public import AttributeActions
public import CollectorConfig

/// The settings of a resource processor.
public struct ResourceSettings: Settings {
    /// What is done to the attributes of each resource.
    public var attributes: [ActionSettings] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("attributes", \.attributes, "What is done to the attributes of each resource, one after the other.")
    ]

    /// Judges the actions.
    public func validate(_ report: inout ValidationReport) {
        guard !attributes.isEmpty else {
            return report.error("missing required field \"attributes\"", at: "attributes")
        }
        do throws(AttributeActionError) {
            _ = try AttributeActions(attributes)
        } catch {
            report.error(error.description, at: "attributes")
        }
    }
}
