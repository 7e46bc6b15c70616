internal import Pdata
internal import RegularExpressions

/// The metrics, and of them the data points, that a transform is done to.
struct MetricSelection: Sendable {
    private enum Pattern: Sendable {
        case strict(String)
        case regexp(RegularExpression)

        func matches(_ text: borrowing TextView) -> Bool {
            switch self {
            case .strict(let expected): text == expected
            case .regexp(let pattern): pattern.matches(text)
            }
        }

        func matches(_ text: String) -> Bool {
            switch self {
            case .strict(let expected): text.utf8.elementsEqual(expected.utf8)
            case .regexp(let pattern): pattern.matches(text)
            }
        }
    }

    /// How much of a metric is selected.
    enum Extent: Sendable, Hashable {
        case none
        /// Some of the data points only.
        case partial
        case whole
    }

    private let name: Pattern
    private let labels: [(key: String, value: Pattern)]

    init(_ settings: TransformSettings) throws(TransformError) {
        let include = settings.include.isEmpty ? settings.metricName : settings.include
        guard !include.isEmpty else { throw TransformError("missing required field \"include\"") }
        guard settings.matchType == "strict" || settings.matchType == "regexp" else {
            throw TransformError("\"match_type\" must be in [\"strict\" \"regexp\"]")
        }
        name = try Self.pattern(include, settings.matchType, "include")
        var labels: [(key: String, value: Pattern)] = []
        for (key, value) in settings.experimentalMatchLabels.sorted(by: { $0.key < $1.key }) {
            labels.append((key, try Self.pattern(value, settings.matchType, "experimental_match_labels")))
        }
        self.labels = labels
    }

    private static func pattern(_ text: String, _ type: String, _ field: String) throws(TransformError) -> Pattern {
        guard type == "regexp" else { return .strict(text) }
        do throws(RegularExpressionError) {
            return .regexp(try RegularExpression(text))
        } catch {
            throw TransformError("\"\(field)\" \(error)")
        }
    }

    // MARK: Selecting

    func includes(_ metric: MetricView) -> Bool { name.matches(metric.name) }

    /// How much of `metric` is selected; all of one without data points.
    func extent(of metric: MetricView) -> Extent {
        guard includes(metric) else { return .none }
        guard !labels.isEmpty else { return .whole }
        var matches = false
        var misses = false
        metric.forEachDataPoint { point in
            if includes(point.attributes) { matches = true } else { misses = true }
        }
        return misses ? matches ? .partial : .none : .whole
    }

    /// Whether a data point with `attributes`, of a metric that is included, is selected.
    func includes(_ attributes: AttributesView) -> Bool {
        for (key, pattern) in labels {
            let matches = attributes.value(of: key) { value in
                value.kind == .string ? pattern.matches(value.string) : pattern.matches("")
            }
            guard matches ?? pattern.matches("") else { return false }
        }
        return true
    }

    // MARK: Names

    /// `template` with the groups of the match in `name` put in; empty when names are not matched by expressions.
    func expand(_ template: String, for name: String) -> String {
        guard case .regexp(let pattern) = self.name, let groups = pattern.groups(in: name),
            let match = pattern.firstMatch(in: name)?.first, let whole = match
        else { return "" }
        return NameTemplate(template).expand { key in
            if let number = Int(key) {
                if number == 0 { return String(decoding: Array(name.utf8)[whole], as: UTF8.self) }
                return groups.indices.contains(number - 1) ? groups[number - 1] ?? "" : ""
            }
            return pattern.groupNames.firstIndex(of: key).flatMap { groups[$0] } ?? ""
        }
    }

    /// The groups of the match in `name`, under their names or numbers, but those that are empty.
    func groups(in name: String) -> [(key: String, value: String)] {
        guard case .regexp(let pattern) = self.name, let groups = pattern.groups(in: name) else { return [] }
        return groups.enumerated().compactMap { index, group in
            guard let group, !group.isEmpty else { return nil }
            return (pattern.groupNames[index] ?? "$\(index + 1)", group)
        }
    }
}
