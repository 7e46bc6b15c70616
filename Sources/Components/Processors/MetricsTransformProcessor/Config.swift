public import CollectorConfig

/// The settings of a metricstransform processor.
public struct MetricsTransformSettings: Settings {
    /// What is done, one after the other.
    public var transforms: [TransformSettings] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("transforms", \.transforms, "What is done to the metrics of each scope, one after the other.")
    ]

    /// Judges the transforms.
    public func validate(_ report: inout ValidationReport) {
        for transform in transforms {
            do throws(TransformError) {
                _ = try Transform(transform)
            } catch {
                report.error(error.description, at: "transforms")
            }
        }
    }
}

/// The settings of one transform.
public struct TransformSettings: Settings {
    /// The metrics that it is done to.
    public var include = ""

    /// The older name of `include`.
    public var metricName = ""

    /// How `include` is compared.
    public var matchType = "strict"

    /// The labels that data points must have.
    public var experimentalMatchLabels: [String: String] = [:]

    /// What is done to the metrics.
    public var action = ""

    /// The name of the metrics afterwards.
    public var newName = ""

    /// How data points are put together.
    public var aggregationType = ""

    /// What case label values made of names get.
    public var submatchCase = ""

    /// The resource's labels of a group.
    public var groupResourceLabels: [String: String] = [:]

    /// What is done to data points.
    public var operations: [OperationSettings] = []

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("include", \.include, "The name of the metrics that it is done to, or a regular expression for it."),
        Setting("metric_name", \.metricName, "The older name of `include`.", deprecated: "use `include`"),
        Setting(
            "match_type",
            \.matchType,
            "How `include` is compared: `strict`, as a whole, or `regexp`, by a regular expression in RE2's syntax, which "
                + "matches anywhere unless it is anchored."
        ),
        Setting(
            "experimental_match_labels",
            \.experimentalMatchLabels,
            "Labels with the values that data points must have, compared as `match_type` says; an empty value matches a label "
                + "that is not there."
        ),
        Setting(
            "action",
            \.action,
            "What is done: `update` changes the metrics, `insert` copies of them, `combine` makes one of them, `group` moves "
                + "them to a resource of their own."
        ),
        Setting(
            "new_name",
            \.newName,
            "The name afterwards; with `regexp`, `$1` and `${name}` stand for groups (`$$1` in a configuration file)."
        ),
        Setting(
            "aggregation_type",
            \.aggregationType,
            "With `combine`, how data points with the same labels and time are put together: `sum`, `mean`, `min`, `max`, "
                + "`count` or `median`; they stay apart when empty."
        ),
        Setting(
            "submatch_case",
            \.submatchCase,
            "With `combine`, the case of label values made of groups: `lower` or `upper`."
        ),
        Setting(
            "group_resource_labels",
            \.groupResourceLabels,
            "With `group`, the attributes that the metrics' new resource gets beside those of the old one."
        ),
        Setting("operations", \.operations, "What is done to the metrics' data points, one after the other."),
    ]
}

/// The settings of one operation on data points.
public struct OperationSettings: Settings {
    /// What is done.
    public var action = ""
    /// The label.
    public var label = ""
    /// The label's new name.
    public var newLabel = ""
    /// The label's value.
    public var labelValue = ""
    /// The label's new value.
    public var newValue = ""
    /// The labels that stay.
    public var labelSet: [String]?
    /// The values that become one.
    public var aggregatedValues: [String] = []
    /// How data points are put together.
    public var aggregationType = ""
    /// What values become which.
    public var valueActions: [ValueActionSettings] = []
    /// What values are multiplied by.
    public var experimentalScale = 0.0

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "action",
            \.action,
            "What is done: `add_label`, `update_label`, `delete_label_value`, `toggle_scalar_data_type`, "
                + "`experimental_scale_value`, `aggregate_labels` or `aggregate_label_values`."
        ),
        Setting("label", \.label, "The label that it is done to."),
        Setting("new_label", \.newLabel, "The label that is added, or the label's new name."),
        Setting("label_value", \.labelValue, "The label's value in data points that are removed."),
        Setting("new_value", \.newValue, "The value of the label that is added, or of those put together."),
        Setting(
            "label_set",
            \.labelSet,
            "The labels that stay: data points that differ in others only are put together."
        ),
        Setting("aggregated_values", \.aggregatedValues, "The label's values that become `new_value`."),
        Setting(
            "aggregation_type",
            \.aggregationType,
            "How data points are put together: `sum`, `mean`, `min`, `max`, `count` or `median`; histograms are always added."
        ),
        Setting("value_actions", \.valueActions, "What values of the label become which."),
        Setting("experimental_scale", \.experimentalScale, "What values are multiplied by."),
    ]
}

/// The settings of one change of a label's value.
public struct ValueActionSettings: Settings {
    /// The value.
    public var value = ""
    /// What it becomes.
    public var newValue = ""

    /// The default settings.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("value", \.value, "The value."),
        Setting("new_value", \.newValue, "What it becomes."),
    ]
}
