internal import OTTL
internal import Pdata

extension TransformFunctions {
    private static let direction = [Parameter("aggregation_temporality", .string), Parameter("is_monotonic", .bool)]

    /// Functions that make a metric one of another kind.
    static let conversions: [OTTLFunction] = [
        metricEditor("convert_sum_to_gauge", []) { _ in
            { metric, _ in
                guard case .sum(let points, _, _) = metric.data else { return false }
                metric.data = .gauge(points)
                return true
            }
        },
        metricEditor("convert_gauge_to_sum", direction) { (arguments) throws(FunctionError) in
            let temporality = try temporality(try arguments.constantString(0))
            let isMonotonic = try arguments.constantBool(1)
            return { metric, _ in
                guard case .gauge(let points) = metric.data else { return false }
                metric.data = .sum(points, temporality: temporality, isMonotonic: isMonotonic)
                return true
            }
        },
        metricMaker("convert_summary_count_val_to_sum", direction + [.optional("suffix", .string)]) {
            (arguments) throws(FunctionError) in
            let temporality = try temporality(try arguments.constantString(0))
            let isMonotonic = try arguments.constantBool(1)
            let suffix = try arguments.constantString(2, default: "_count")
            return { metric, _ in
                guard case .summary(let points) = metric.data else { return nil }
                let numbers = points.map { point in
                    NumberPoint(header: point.header, value: .int(Int64(bitPattern: point.count)))
                }
                return MetricModel(
                    name: metric.name + suffix,
                    description: metric.description,
                    unit: metric.unit,
                    data: .sum(numbers, temporality: temporality, isMonotonic: isMonotonic)
                )
            }
        },
        metricMaker("convert_summary_sum_val_to_sum", direction + [.optional("suffix", .string)]) {
            (arguments) throws(FunctionError) in
            let temporality = try temporality(try arguments.constantString(0))
            let isMonotonic = try arguments.constantBool(1)
            let suffix = try arguments.constantString(2, default: "_sum")
            return { metric, _ in
                guard case .summary(let points) = metric.data else { return nil }
                let numbers = points.map { NumberPoint(header: $0.header, value: .double($0.sum)) }
                return MetricModel(
                    name: metric.name + suffix,
                    description: metric.description,
                    unit: metric.unit,
                    data: .sum(numbers, temporality: temporality, isMonotonic: isMonotonic)
                )
            }
        },
        metricMaker(
            "convert_summary_quantile_val_to_gauge",
            [.optional("attribute_key", .string), .optional("suffix", .string)]
        ) { (arguments) throws(FunctionError) in
            let key = try arguments.constantString(0, default: "quantile")
            let suffix = try arguments.constantString(1, default: ".quantiles")
            return { metric, _ in
                guard case .summary(let points) = metric.data else { return nil }
                let numbers = points.flatMap { point in
                    point.quantiles.map { quantile in
                        var header = point.header
                        header.attributes.removeAll { $0.key == key }
                        header.attributes.append(Attribute(key, .string(AttributeValue.double(quantile.quantile).text)))
                        return NumberPoint(header: header, value: .double(quantile.value))
                    }
                }
                return MetricModel(
                    name: metric.name + suffix,
                    description: metric.description,
                    unit: metric.unit,
                    data: .gauge(numbers)
                )
            }
        },
    ]

    /// Functions that copy and scale a metric.
    static let copies: [OTTLFunction] = [
        metricMaker(
            "copy_metric",
            [.optional("name", .string), .optional("description", .string), .optional("unit", .string)]
        ) { arguments in
            let name = arguments.has(0) ? arguments.string(0) : nil
            let description = arguments.has(1) ? arguments.string(1) : nil
            let unit = arguments.has(2) ? arguments.string(2) : nil
            return { (metric, evaluation) throws(EvaluationError) in
                var copy = metric
                if let name = try name?(evaluation) { copy.name = name }
                if let description = try description?(evaluation) { copy.description = description }
                if let unit = try unit?(evaluation) { copy.unit = unit }
                return copy
            }
        },
        metricEditor("scale_metric", [Parameter("multiplier", .float), .optional("unit", .string)]) { arguments in
            let factor = arguments.double(0)
            let unit = arguments.has(1) ? arguments.string(1) : nil
            return { (metric, evaluation) throws(EvaluationError) in
                try metric.scale(by: try factor(evaluation))
                if let unit = try unit?(evaluation) { metric.unit = unit }
                return true
            }
        },
    ]
}

extension MetricModel {
    fileprivate mutating func scale(by factor: Double) throws(EvaluationError) {
        func scaled(_ points: [NumberPoint]) -> [NumberPoint] {
            points.map { point in
                var point = point
                point.value = point.value.scaled(by: factor)
                point.exemplars = point.exemplars.map { $0.scaled(by: factor) }
                return point
            }
        }
        switch data {
        case .none:
            return
        case .gauge(let points):
            data = .gauge(scaled(points))
        case .sum(let points, let temporality, let isMonotonic):
            data = .sum(scaled(points), temporality: temporality, isMonotonic: isMonotonic)
        case .histogram(var points, let temporality):
            for index in points.indices {
                points[index].sum = points[index].sum.map { $0 * factor }
                points[index].min = points[index].min.map { $0 * factor }
                points[index].max = points[index].max.map { $0 * factor }
                points[index].bounds = points[index].bounds.map { $0 * factor }
                points[index].exemplars = points[index].exemplars.map { $0.scaled(by: factor) }
            }
            data = .histogram(points, temporality: temporality)
        case .summary(var points):
            for index in points.indices {
                points[index].sum *= factor
                points[index].quantiles = points[index].quantiles.map { ($0.quantile, $0.value * factor) }
            }
            data = .summary(points)
        case .exponential:
            throw EvaluationError("exponential histograms are not supported by the 'scale_metric' function")
        }
    }
}

extension NumberValue {
    /// The value times `factor`; an int stays one.
    fileprivate func scaled(by factor: Double) -> NumberValue {
        switch self {
        case .none: .none
        case .double(let double): .double(double * factor)
        case .int(let int): .int(Int64(exactly: (Double(int) * factor).rounded(.towardZero)) ?? .min)
        }
    }
}

extension ExemplarModel {
    fileprivate func scaled(by factor: Double) -> ExemplarModel {
        var exemplar = self
        exemplar.value = exemplar.value.scaled(by: factor)
        return exemplar
    }
}
