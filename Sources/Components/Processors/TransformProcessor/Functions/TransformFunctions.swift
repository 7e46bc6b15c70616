internal import OTTL
internal import Pdata

/// The functions that only this processor has.
enum TransformFunctions {
    /// Those for `signal`.
    static func all(of signal: Signal) -> [OTTLFunction] {
        switch signal {
        case .traces: traces
        case .metrics: metrics
        case .logs: logs
        case .profiles: []
        }
    }

    /// Those of metrics.
    private static let metrics: [OTTLFunction] =
        conversions + extractions + copies + aggregations + histograms

    /// The temporality called `name`.
    static func temporality(_ name: String) throws(FunctionError) -> Int32 {
        switch name {
        case "delta": return 1
        case "cumulative": return 2
        default: throw FunctionError("unknown aggregation temporality: \(name)")
        }
    }

    /// An editor of metrics that makes another of the current one, or leaves it as it is.
    static func metricEditor(
        _ name: String,
        _ parameters: [Parameter],
        _ make:
            @escaping @Sendable (Arguments) throws(FunctionError) -> (
                @Sendable (inout MetricModel, Evaluation) throws(EvaluationError) -> Bool
            )
    ) -> OTTLFunction {
        OTTLFunction(name, parameters, in: [.metric]) { (arguments) throws(FunctionError) in
            let edit = try make(arguments)
            return { (evaluation) throws(EvaluationError) in
                var metric = evaluation.metric
                if try edit(&metric, evaluation) { evaluation.replaceMetric(by: metric) }
                return .none
            }
        }
    }

    /// An editor of metrics that makes new ones beside the current one.
    static func metricMaker(
        _ name: String,
        _ parameters: [Parameter],
        _ make:
            @escaping @Sendable (Arguments) throws(FunctionError) -> (
                @Sendable (MetricModel, Evaluation) throws(EvaluationError) -> MetricModel?
            )
    ) -> OTTLFunction {
        OTTLFunction(name, parameters, in: [.metric]) { (arguments) throws(FunctionError) in
            let make = try make(arguments)
            return { (evaluation) throws(EvaluationError) in
                if let new = try make(evaluation.metric, evaluation) { evaluation.add(new) }
                return .none
            }
        }
    }
}

extension Evaluation {
    /// The current metric.
    var metric: MetricModel { target.withMetric { MetricModel($0) } }

    func replaceMetric(by metric: MetricModel) { target.message(3).replace(by: metric.bytes) }

    /// Adds a metric to the scope of the current one.
    func add(_ metric: MetricModel) {
        made.append(
            MadeMetric(
                resource: target.message(1).bytes.withoutFields(ContainerFields.children),
                scope: target.message(2).bytes.withoutFields(ContainerFields.children),
                metric: metric.bytes
            )
        )
    }
}
