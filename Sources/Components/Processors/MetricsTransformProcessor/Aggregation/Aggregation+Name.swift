internal import MetricAggregation

extension Aggregation {
    init(named name: String) throws(TransformError) {
        guard let aggregation = Aggregation(rawValue: name) else {
            let names = Self.allCases.map { "\"\($0.rawValue)\"" }
            throw TransformError("\"aggregation_type\" must be in [\(names.joined(separator: " "))]")
        }
        self = aggregation
    }
}
