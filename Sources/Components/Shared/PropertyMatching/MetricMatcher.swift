public import Pdata

/// Decides which metrics a pair of `include` and `exclude` blocks lets through, by name and resource.
public struct MetricMatcher: Sendable {
    private let include: MetricProperties?
    private let exclude: MetricProperties?

    /// A matcher for two blocks, each of which may be missing; one without names and resources counts as missing.
    ///
    /// - Throws: what metrics cannot be matched by.
    public init(include: MatchSettings?, exclude: MatchSettings?) throws(MatchError) {
        self.include = try MetricProperties(include)
        self.exclude = try MetricProperties(exclude)
    }

    /// Whether every metric passes.
    public var passesAll: Bool { include == nil && exclude == nil }

    /// Whether the metric of `entry` passes: what is included, and not excluded.
    public func passes(_ entry: borrowing MetricEntry) -> Bool {
        if let include, !include.match(entry) { return false }
        if let exclude, exclude.match(entry) { return false }
        return true
    }
}

/// What a metric is matched by.
private struct MetricProperties: Sendable {
    private let names: TextFilter?
    private let resources: AttributesMatcher?

    init?(_ settings: MatchSettings?) throws(MatchError) {
        guard let settings, !settings.metricNames.isEmpty || !settings.resources.isEmpty else { return nil }
        names = try TextFilter(settings.metricNames, settings.matchType, "metric name")
        resources = try AttributesMatcher(settings.resources, settings.matchType, "resource")
    }

    func match(_ entry: borrowing MetricEntry) -> Bool {
        if let names, !names.matches(entry.metric.name) { return false }
        if let resources, !resources.matches(entry.resource.attributes) { return false }
        return true
    }
}
