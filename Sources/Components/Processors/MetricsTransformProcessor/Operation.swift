internal import MetricAggregation

/// One operation on the data points of metrics.
enum Operation: Sendable {
    case addLabel(String, value: String)
    case updateLabel(String, newLabel: String, values: [String: String])
    case deleteLabelValue(String, value: String)
    case toggleScalarDataType
    case scale(Double)
    case aggregateLabels(kept: [String], Aggregation)
    case aggregateLabelValues(String, values: [String], newValue: String, Aggregation)

    private static let names = [
        "add_label", "update_label", "delete_label_value", "toggle_scalar_data_type", "experimental_scale_value",
        "aggregate_labels", "aggregate_label_values",
    ]

    /// - Parameter number: the operation's place in its transform, from 1.
    init(_ settings: OperationSettings, number: Int) throws(TransformError) {
        func require(_ isWritten: Bool, _ field: String) throws(TransformError) {
            guard !isWritten else { return }
            throw TransformError(
                "operation \(number): missing required field \"\(field)\" while \"action\" is \(settings.action)"
            )
        }
        func aggregation() throws(TransformError) -> Aggregation {
            try require(!settings.aggregationType.isEmpty, "aggregation_type")
            do throws(TransformError) {
                return try Aggregation(named: settings.aggregationType)
            } catch {
                throw TransformError("operation \(number): \(error)")
            }
        }
        switch settings.action {
        case "add_label":
            try require(!settings.newLabel.isEmpty, "new_label")
            try require(!settings.newValue.isEmpty, "new_value")
            self = .addLabel(settings.newLabel, value: settings.newValue)
        case "update_label":
            try require(!settings.label.isEmpty, "label")
            let values = settings.valueActions.map { ($0.value, $0.newValue) }
            self = .updateLabel(
                settings.label,
                newLabel: settings.newLabel,
                values: Dictionary(values, uniquingKeysWith: { $1 })
            )
        case "delete_label_value":
            try require(!settings.label.isEmpty, "label")
            try require(!settings.labelValue.isEmpty, "label_value")
            self = .deleteLabelValue(settings.label, value: settings.labelValue)
        case "toggle_scalar_data_type":
            self = .toggleScalarDataType
        case "experimental_scale_value":
            try require(settings.experimentalScale != 0, "experimental_scale")
            self = .scale(settings.experimentalScale)
        case "aggregate_labels":
            try require(settings.labelSet != nil, "label_set")
            self = .aggregateLabels(kept: settings.labelSet ?? [], try aggregation())
        case "aggregate_label_values":
            try require(!settings.label.isEmpty, "label")
            try require(!settings.aggregatedValues.isEmpty, "aggregated_values")
            try require(!settings.newValue.isEmpty, "new_value")
            self = .aggregateLabelValues(
                settings.label,
                values: settings.aggregatedValues,
                newValue: settings.newValue,
                try aggregation()
            )
        case "":
            throw TransformError("operation \(number): missing required field \"action\"")
        default:
            throw TransformError(
                "operation \(number): \"action\" must be in [\(Self.names.map { "\"\($0)\"" }.joined(separator: " "))]"
            )
        }
    }

    /// Whether it changes data points one by one.
    var isSimple: Bool {
        switch self {
        case .addLabel, .updateLabel, .toggleScalarDataType, .scale: true
        case .deleteLabelValue, .aggregateLabels, .aggregateLabelValues: false
        }
    }

    /// Whether it is done to the selected data points of a metric of which others are not.
    var isDonePartially: Bool {
        switch self {
        case .updateLabel, .toggleScalarDataType, .scale: true
        case .addLabel, .deleteLabelValue, .aggregateLabels, .aggregateLabelValues: false
        }
    }
}
