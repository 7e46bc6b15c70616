/// A node that a path leads to: one of the tree or an attribute of it.
struct XPathNode: Hashable, Comparable {
    let id: Int
    /// The place of the attribute; nil for the node itself.
    var attribute: Int?

    static func < (lhs: XPathNode, rhs: XPathNode) -> Bool {
        (lhs.id, lhs.attribute.map { $0 + 1 } ?? 0) < (rhs.id, rhs.attribute.map { $0 + 1 } ?? 0)
    }
}

/// What an expression has as value.
enum XPathValue {
    /// Each once, in the document's order.
    case nodes([XPathNode])
    case number(Double)
    case string(String)
    case bool(Bool)
}

/// An expression of XPath. Source: XML Path Language, version 1.0.
indirect enum XPathExpression: Sendable {
    enum Comparison: Sendable {
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    }

    enum Operation: Sendable {
        case add, subtract, multiply, divide, remainder
    }

    case number(Double)
    case string(String)
    case call(XPathFunction, [XPathExpression])
    case or(XPathExpression, XPathExpression)
    case and(XPathExpression, XPathExpression)
    case comparison(XPathExpression, Comparison, XPathExpression)
    case math(XPathExpression, Operation, XPathExpression)
    case negation(XPathExpression)
    case union(XPathExpression, XPathExpression)
    /// Steps from the document, or from where the expression is evaluated.
    case path(isAbsolute: Bool, [XPathStep])
    /// What predicates leave of an expression's nodes, and steps from there.
    case filter(XPathExpression, predicates: [XPathExpression], steps: [XPathStep])
}

/// One step of a path.
struct XPathStep: Sendable {
    enum Axis: String, Sendable {
        case child, descendant, parent, ancestor, attribute, following, preceding
        case current = "self"
        case descendantOrSelf = "descendant-or-self"
        case ancestorOrSelf = "ancestor-or-self"
        case followingSibling = "following-sibling"
        case precedingSibling = "preceding-sibling"
    }

    enum Test: Sendable {
        /// Any node.
        case node
        case text
        case comment
        case instruction(String?)
        /// What is mainly on the axis, by prefix and name; nil for any.
        case name(prefix: String?, local: String?)
    }

    var axis: Axis
    var test: Test
    var predicates: [XPathExpression] = []

    /// What `//` stands for.
    static let anywhere = XPathStep(axis: .descendantOrSelf, test: .node)
}

/// The functions that expressions can call.
enum XPathFunction: String, Sendable, CaseIterable {
    case last, position, count, name, string, concat, contains, substring, translate, boolean, not, number, sum, floor
    case ceiling, round
    case localName = "local-name"
    case startsWith = "starts-with"
    case endsWith = "ends-with"
    case substringBefore = "substring-before"
    case substringAfter = "substring-after"
    case stringLength = "string-length"
    case normalizeSpace = "normalize-space"
    case lowerCase = "lower-case"
    case isTrue = "true"
    case isFalse = "false"

    /// How many arguments it takes.
    var arity: ClosedRange<Int> {
        switch self {
        case .last, .position, .isTrue, .isFalse: 0...0
        case .name, .localName, .string, .stringLength, .normalizeSpace, .number: 0...1
        case .count, .boolean, .not, .sum, .floor, .ceiling, .round, .lowerCase: 1...1
        case .contains, .startsWith, .endsWith, .substringBefore, .substringAfter: 2...2
        case .substring: 2...3
        case .translate: 3...3
        case .concat: 2...64
        }
    }
}
