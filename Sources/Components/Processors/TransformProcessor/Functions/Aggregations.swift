internal import MetricAggregation
internal import OTTL
internal import Pdata

extension TransformFunctions {
    /// Functions that put data points together.
    static let aggregations: [OTTLFunction] = [
        metricEditor("aggregate_on_attributes", [Parameter("function", .string), .optional("attributes", .list)]) {
            (arguments) throws(FunctionError) in
            let aggregation = try aggregation(try arguments.constantString(0))
            let kept = arguments.has(1) ? arguments.strings(1) : nil
            return { (metric, evaluation) throws(EvaluationError) in
                try refuseSummary(metric, "aggregate_on_attributes")
                if let kept = try kept?(evaluation) {
                    metric.editAttributes { attributes in attributes.removeAll { !kept.contains($0.key) } }
                }
                metric.aggregate(by: aggregation)
                return true
            }
        },
        metricEditor(
            "aggregate_on_attribute_value",
            [
                Parameter("function", .string), Parameter("attribute", .string), Parameter("values", .list),
                Parameter("new_value", .string),
            ]
        ) { (arguments) throws(FunctionError) in
            let aggregation = try aggregation(try arguments.constantString(0))
            let name = arguments.string(1)
            let values = arguments.strings(2)
            let newValue = arguments.string(3)
            return { (metric, evaluation) throws(EvaluationError) in
                try refuseSummary(metric, "aggregate_on_attribute_value")
                let name = try name(evaluation)
                let values = try values(evaluation)
                let newValue = try newValue(evaluation)
                metric.editAttributes { attributes in
                    for index in attributes.indices where attributes[index].key == name {
                        guard case .string(let text) = attributes[index].value, values.contains(text) else { continue }
                        attributes[index].value = .string(newValue)
                    }
                }
                metric.aggregate(by: aggregation)
                return true
            }
        },
    ]

    private static func aggregation(_ name: String) throws(FunctionError) -> Aggregation {
        guard let aggregation = Aggregation(rawValue: name) else {
            let names = Aggregation.allCases.map(\.rawValue).joined(separator: ", ")
            throw FunctionError("invalid aggregation function: '\(name)', valid options: \(names)")
        }
        return aggregation
    }

    private static func refuseSummary(_ metric: MetricModel, _ function: String) throws(EvaluationError) {
        guard case .summary = metric.data else { return }
        throw EvaluationError("\(function) does not support aggregating Summary metrics")
    }
}

extension MetricModel {
    /// Calls `body` to edit the attributes of each data point.
    fileprivate mutating func editAttributes(_ body: (inout [Attribute]) -> Void) {
        switch data {
        case .none, .summary:
            return
        case .gauge(var points):
            for index in points.indices { body(&points[index].header.attributes) }
            data = .gauge(points)
        case .sum(var points, let temporality, let isMonotonic):
            for index in points.indices { body(&points[index].header.attributes) }
            data = .sum(points, temporality: temporality, isMonotonic: isMonotonic)
        case .histogram(var points, let temporality):
            for index in points.indices { body(&points[index].header.attributes) }
            data = .histogram(points, temporality: temporality)
        case .exponential(var points, let temporality):
            for index in points.indices { body(&points[index].header.attributes) }
            data = .exponential(points, temporality: temporality)
        }
    }
}
