internal import OTTL
internal import Pdata

/// The functions that only this processor has.
enum FilterFunctions {
    /// Converters of metrics that look at their data points.
    static let metrics: [OTTLFunction] = [
        OTTLFunction("HasAttrKeyOnDatapoint", [Parameter("key", .string)], in: [.metric]) { arguments in
            let key = arguments.string(0)
            return { (evaluation) throws(EvaluationError) in
                let key = try key(evaluation)
                return .bool(evaluation.hasPoint { $0.attributes.value(of: key) { _ in true } ?? false })
            }
        },
        OTTLFunction(
            "HasAttrOnDatapoint",
            [Parameter("key", .string), Parameter("expected_val", .string)],
            in: [.metric]
        ) { arguments in
            let key = arguments.string(0)
            let text = arguments.string(1)
            return { (evaluation) throws(EvaluationError) in
                let key = try key(evaluation)
                let text = try text(evaluation)
                return .bool(
                    evaluation.hasPoint { point in
                        point.attributes.value(of: key) { $0.kind == .string && $0.string == text } ?? false
                    }
                )
            }
        },
    ]
}

extension Evaluation {
    /// Whether a data point of the current metric meets `condition`.
    fileprivate func hasPoint(_ condition: (DataPointView) -> Bool) -> Bool {
        target.withMetric { metric in
            var isMet = false
            metric.forEachDataPoint { point in
                if !isMet, condition(point) { isMet = true }
            }
            return isMet
        }
    }
}
