internal import OTTL
internal import Pdata

/// The metrics that statements have made of others.
enum MadeMetrics {
    /// How often statements that make metrics are run over those that they have made: a group that makes one of each would
    /// never end.
    private static let maxRounds = 8

    /// `metrics` with `made` in the same scopes, after `run` was over them; what it makes again is added as well.
    static func adding(
        _ made: [MadeMetric],
        to metrics: Metrics,
        _ run: (inout Metrics) throws(EvaluationError) -> [MadeMetric]
    ) throws(EvaluationError) -> Metrics {
        var parts = [metrics]
        var rest = made
        for _ in 0..<maxRounds where !rest.isEmpty {
            guard var more = try? Metrics(validating: request(rest)) else {
                throw EvaluationError("a metric was made that is none")
            }
            rest = try run(&more)
            parts.append(more)
        }
        return Metrics(joining: parts)
    }

    /// A request of `made`, those of one scope together.
    private static func request(_ made: [MadeMetric]) -> Bytes {
        var message = MessageBuilder()
        var start = 0
        while start < made.count {
            let first = made[start]
            let end =
                made[start...].firstIndex { $0.resource != first.resource || $0.scope != first.scope } ?? made.count
            message.message(1) { resource in
                resource.raw(first.resource)
                resource.message(2) { scope in
                    scope.raw(first.scope)
                    for item in made[start..<end] { scope.bytes(2, item.metric) }
                }
            }
            start = end
        }
        return message.finish()
    }
}
