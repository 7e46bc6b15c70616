internal import Pdata
internal import PropertyMatching

/// A condition on a data point in the small language of the older blocks, of which comparisons of texts are all that
/// can be told of one.
struct PointExpression: Sendable {
    private indirect enum Node: Sendable {
        case text(Text, isEqual: Bool, Text)
        case hasLabel(String)
        case literal(Bool)
        case not(Node)
        case both(Node, Node)
        case either(Node, Node)
    }

    private enum Text: Sendable {
        case literal(String)
        case metricName
        case metricType
        case label(String)
    }

    private let root: Node

    /// How deep parentheses may lie in each other.
    private static let maxDepth = 32

    init(_ text: String) throws(MatchError) {
        var reader = Reader(text)
        root = try Self.either(&reader, 0)
        guard reader.peek == nil else { throw reader.failure }
    }

    private static func either(_ reader: inout Reader, _ depth: Int) throws(MatchError) -> Node {
        var node = try both(&reader, depth)
        while reader.take("||") || reader.take("or") { node = .either(node, try both(&reader, depth)) }
        return node
    }

    private static func both(_ reader: inout Reader, _ depth: Int) throws(MatchError) -> Node {
        var node = try negated(&reader, depth)
        while reader.take("&&") || reader.take("and") { node = .both(node, try negated(&reader, depth)) }
        return node
    }

    private static func negated(_ reader: inout Reader, _ depth: Int) throws(MatchError) -> Node {
        guard depth < maxDepth else { throw reader.failure }
        if reader.take("!") || reader.take("not") { return .not(try negated(&reader, depth + 1)) }
        if reader.take("(") {
            let inner = try either(&reader, depth + 1)
            guard reader.take(")") else { throw reader.failure }
            return inner
        }
        if reader.take("true") { return .literal(true) }
        if reader.take("false") { return .literal(false) }
        if reader.take("HasLabel") { return .hasLabel(try argument(&reader)) }
        let left = try text(&reader)
        let isEqual = reader.take("==")
        guard isEqual || reader.take("!=") else { throw reader.failure }
        return .text(left, isEqual: isEqual, try text(&reader))
    }

    private static func text(_ reader: inout Reader) throws(MatchError) -> Text {
        if reader.take("MetricName") { return .metricName }
        if reader.take("MetricType") { return .metricType }
        if reader.take("Label") { return .label(try argument(&reader)) }
        guard let literal = reader.literal() else { throw reader.failure }
        return .literal(literal)
    }

    private static func argument(_ reader: inout Reader) throws(MatchError) -> String {
        guard reader.take("("), let literal = reader.literal(), reader.take(")") else { throw reader.failure }
        return literal
    }

    // MARK: Asking

    /// Whether it is true of `point`, of the metric `name` of `kind`.
    func holds(_ name: String, _ kind: MetricKind, _ point: borrowing DataPointView) -> Bool {
        Self.holds(root, name, kind, point)
    }

    private static func holds(
        _ node: Node,
        _ name: String,
        _ kind: MetricKind,
        _ point: borrowing DataPointView
    ) -> Bool {
        switch node {
        case .literal(let bool): return bool
        case .not(let inner): return !holds(inner, name, kind, point)
        case .both(let a, let b): return holds(a, name, kind, point) && holds(b, name, kind, point)
        case .either(let a, let b): return holds(a, name, kind, point) || holds(b, name, kind, point)
        case .hasLabel(let key): return point.attributes.value(of: key) { _ in true } ?? false
        case .text(let left, let isEqual, let right):
            return (value(left, name, kind, point) == value(right, name, kind, point)) == isEqual
        }
    }

    private static func value(
        _ text: Text,
        _ name: String,
        _ kind: MetricKind,
        _ point: borrowing DataPointView
    ) -> String {
        switch text {
        case .literal(let literal): return literal
        case .metricName: return name
        case .label(let key): return point.attributes[key]?.text ?? ""
        case .metricType:
            switch kind {
            case .empty: return "None"
            case .gauge: return "Gauge"
            case .sum: return "Sum"
            case .histogram: return "Histogram"
            case .exponentialHistogram: return "ExponentialHistogram"
            case .summary: return "Summary"
            }
        }
    }
}

/// Takes the words of an expression.
private struct Reader {
    private let whole: String
    private var rest: Substring

    init(_ text: String) {
        whole = text
        rest = Substring(text)
        skipSpaces()
    }

    /// The next character; nil at the end.
    var peek: Character? { rest.first }

    /// The error of whatever comes next.
    var failure: MatchError {
        let found = rest.isEmpty ? "the end" : "\"\(rest.prefix(20))\""
        return MatchError(
            "the expression \"\(whole)\" cannot be understood from \(found) on; it may compare MetricName, MetricType and "
                + "Label(\"…\") with == and !=, ask HasLabel(\"…\"), and join these by &&, || and !"
        )
    }

    private mutating func skipSpaces() {
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    }

    /// Takes `word`, if it is next; a name must end there.
    mutating func take(_ word: String) -> Bool {
        guard rest.hasPrefix(word) else { return false }
        let after = rest.dropFirst(word.count)
        if let last = word.last, last.isLetter, let next = after.first, next.isLetter || next.isNumber { return false }
        if word == "!", after.first == "=" { return false }
        rest = after
        skipSpaces()
        return true
    }

    /// Takes a text in quotes.
    mutating func literal() -> String? {
        guard let quote = rest.first, quote == "\"" || quote == "'" || quote == "`" else { return nil }
        let inside = rest.dropFirst()
        guard let end = inside.firstIndex(of: quote) else { return nil }
        let literal = String(inside[..<end])
        rest = inside[inside.index(after: end)...]
        skipSpaces()
        return literal
    }
}
