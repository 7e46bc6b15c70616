internal import Pdata
internal import PropertyMatching

/// What the older blocks for metrics let through: what is included, and not excluded.
struct MetricBlocks: Sendable {
    private let names: MetricMatcher
    private let included: [PointExpression]
    private let excluded: [PointExpression]

    init(include: MetricMatchSettings?, exclude: MetricMatchSettings?) throws(MatchError) {
        names = try MetricMatcher(include: include?.match, exclude: exclude?.match)
        included = try Self.expressions(include)
        excluded = try Self.expressions(exclude)
    }

    private static func expressions(_ settings: MetricMatchSettings?) throws(MatchError) -> [PointExpression] {
        guard let settings, settings.matchType == "expr" else { return [] }
        var expressions: [PointExpression] = []
        for text in settings.expressions { expressions.append(try PointExpression(text)) }
        return expressions
    }

    /// Whether every metric passes.
    var passesAll: Bool { names.passesAll && included.isEmpty && excluded.isEmpty }

    func passes(_ entry: borrowing MetricEntry) -> Bool {
        guard names.passes(entry) else { return false }
        let metric = entry.metric
        if !included.isEmpty, !Self.holds(included, metric) { return false }
        return excluded.isEmpty || !Self.holds(excluded, metric)
    }

    /// Whether one of `expressions` is true of a data point of `metric`.
    private static func holds(_ expressions: [PointExpression], _ metric: borrowing MetricView) -> Bool {
        let name = metric.name.string
        let kind = metric.kind
        var holds = false
        metric.forEachDataPoint { point in
            if !holds { holds = expressions.contains { $0.holds(name, kind, point) } }
        }
        return holds
    }
}
