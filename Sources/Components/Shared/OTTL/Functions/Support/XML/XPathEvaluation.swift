internal import Glibc

/// Evaluates expressions over one document, as it was read.
struct XPathEvaluation {
    /// Where an expression is evaluated.
    struct Context {
        var node: XPathNode
        var position = 1
        var size = 1
    }

    let tree: XMLTree

    /// The nodes that `expression` leads to from the document, in order; none when its value is no set of nodes.
    static func nodes(_ expression: XPathExpression, in tree: XMLTree) -> [XPathNode] {
        let context = Context(node: XPathNode(id: XMLTree.document))
        guard case .nodes(let nodes) = XPathEvaluation(tree: tree).value(expression, context) else { return [] }
        return nodes
    }

    func value(_ expression: XPathExpression, _ context: Context) -> XPathValue {
        switch expression {
        case .number(let number): return .number(number)
        case .string(let text): return .string(text)
        case .call(let function, let arguments): return call(function, arguments, context)
        case .or(let left, let right): return .bool(bool(value(left, context)) || bool(value(right, context)))
        case .and(let left, let right): return .bool(bool(value(left, context)) && bool(value(right, context)))
        case .negation(let inner): return .number(-number(value(inner, context)))
        case .comparison(let left, let comparison, let right):
            return .bool(compare(value(left, context), comparison, value(right, context)))
        case .math(let left, let operation, let right):
            return .number(operation.apply(number(value(left, context)), number(value(right, context))))
        case .union(let left, let right):
            return .nodes(Set(nodes(left, context) + nodes(right, context)).sorted())
        case .path(let isAbsolute, let steps):
            let start = isAbsolute ? XPathNode(id: XMLTree.document) : context.node
            return .nodes(walk([start], steps))
        case .filter(let primary, let predicates, let steps):
            guard case .nodes(let nodes) = value(primary, context) else { return .nodes([]) }
            return .nodes(walk(filter(nodes, predicates), steps))
        }
    }

    private func nodes(_ expression: XPathExpression, _ context: Context) -> [XPathNode] {
        guard case .nodes(let nodes) = value(expression, context) else { return [] }
        return nodes
    }

    // MARK: Steps

    private func walk(_ start: [XPathNode], _ steps: [XPathStep]) -> [XPathNode] {
        var nodes = start
        for step in steps {
            var found: Set<XPathNode> = []
            for node in nodes {
                found.formUnion(filter(candidates(node, step.axis).filter { passes($0, step) }, step.predicates))
            }
            nodes = found.sorted()
        }
        return nodes
    }

    /// What `predicates` leave of `nodes`, which are in the order of their axis.
    private func filter(_ nodes: [XPathNode], _ predicates: [XPathExpression]) -> [XPathNode] {
        var nodes = nodes
        for predicate in predicates {
            let size = nodes.count
            nodes = nodes.enumerated().filter { index, node in
                switch value(predicate, Context(node: node, position: index + 1, size: size)) {
                case .number(let number): number == Double(index + 1)
                case let other: bool(other)
                }
            }.map(\.element)
        }
        return nodes
    }

    /// The nodes on `axis` from `node`, the nearest first.
    private func candidates(_ node: XPathNode, _ axis: XPathStep.Axis) -> [XPathNode] {
        func all(_ ids: some Sequence<Int>) -> [XPathNode] { ids.map { XPathNode(id: $0) } }
        let id = node.id
        if node.attribute != nil {
            switch axis {
            case .current, .descendantOrSelf: return [node]
            case .parent: return [XPathNode(id: id)]
            case .ancestor: return all([id]) + candidates(XPathNode(id: id), .ancestor)
            case .ancestorOrSelf: return [node] + all([id]) + candidates(XPathNode(id: id), .ancestor)
            default: return []
            }
        }
        // A node without an end of its own has nothing in it.
        let end = max(tree[id].end, id + 1)
        switch axis {
        case .current: return [node]
        case .child: return all(tree[id].children)
        case .descendant: return all((id + 1)..<end)
        case .descendantOrSelf: return all(id..<end)
        case .parent: return id == XMLTree.document ? [] : all([tree[id].parent])
        case .ancestor: return all(ancestors(id))
        case .ancestorOrSelf: return all([id] + ancestors(id))
        case .followingSibling: return all(siblings(id).drop { $0 <= id })
        case .precedingSibling: return all(siblings(id).prefix { $0 < id }.reversed())
        case .following: return all(end..<tree.nodes.count)
        case .preceding:
            let around = Set(ancestors(id))
            return all((0..<id).reversed().lazy.filter { !around.contains($0) })
        case .attribute: return tree[id].attributes.indices.map { XPathNode(id: id, attribute: $0) }
        }
    }

    private func ancestors(_ id: Int) -> [Int] {
        var ancestors: [Int] = []
        var id = id
        while id != XMLTree.document {
            id = tree[id].parent
            ancestors.append(id)
        }
        return ancestors
    }

    private func siblings(_ id: Int) -> [Int] { id == XMLTree.document ? [] : tree[tree[id].parent].children }

    private func passes(_ node: XPathNode, _ step: XPathStep) -> Bool {
        let kind = tree[node.id].kind
        let isAttribute = node.attribute != nil
        switch step.test {
        case .node: return true
        case .text: return !isAttribute && (kind == .text || kind == .cdata)
        case .comment: return !isAttribute && kind == .comment
        case .instruction(let target):
            return !isAttribute && kind == .instruction && (target == nil || target == tree[node.id].name.local)
        case .name(let prefix, let local):
            guard isAttribute ? step.axis == .attribute || step.axis == .current : kind == .element else {
                return false
            }
            let name = name(of: node)
            return (prefix == nil || prefix == name.prefix) && (local == nil || local == name.local)
        }
    }

    // MARK: Values

    func name(of node: XPathNode) -> XMLTree.Name {
        node.attribute.map { tree[node.id].attributes[$0].name } ?? tree[node.id].name
    }

    /// The text of a node.
    func text(of node: XPathNode) -> String {
        node.attribute.map { tree[node.id].attributes[$0].value } ?? tree.innerText(node.id)
    }

    func string(_ value: XPathValue) -> String {
        switch value {
        case .nodes(let nodes): nodes.first.map { text(of: $0) } ?? ""
        case .number(let number): number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : Value.decimal(number)
        case .string(let text): text
        case .bool(let bool): bool ? "true" : "false"
        }
    }

    func number(_ value: XPathValue) -> Double {
        switch value {
        case .number(let number): number
        case .bool(let bool): bool ? 1 : 0
        case .string, .nodes: Self.number(string(value))
        }
    }

    private static func number(_ text: String) -> Double {
        let trimmed = XMLTree.trimmed(text)
        let isNumber = trimmed.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || ".-".utf8.contains(byte)
        }
        return isNumber ? Double(trimmed) ?? .nan : .nan
    }

    func bool(_ value: XPathValue) -> Bool {
        switch value {
        case .nodes(let nodes): !nodes.isEmpty
        case .number(let number): number != 0 && !number.isNaN
        case .string(let text): !text.isEmpty
        case .bool(let bool): bool
        }
    }

    /// Of nodes it is enough when one compares.
    private func compare(_ left: XPathValue, _ comparison: XPathExpression.Comparison, _ right: XPathValue) -> Bool {
        switch (left, right) {
        case (.nodes, .bool), (.bool, .nodes):
            return comparison.holds(number(.bool(bool(left))), number(.bool(bool(right))))
        case (.nodes(let lefts), .nodes(let rights)):
            let texts = rights.map { text(of: $0) }
            return lefts.contains { left in
                let left = text(of: left)
                return texts.contains { compare(.string(left), comparison, .string($0)) }
            }
        case (.nodes(let nodes), _):
            return nodes.contains { compare(.string(text(of: $0)), comparison, right) }
        case (_, .nodes(let nodes)):
            return nodes.contains { compare(left, comparison, .string(text(of: $0))) }
        case (.bool, _), (_, .bool):
            guard comparison.isEquality else { break }
            return comparison.holds(bool(left) ? 1 : 0, bool(right) ? 1 : 0)
        case (.string(let left), .string(let right)):
            guard comparison.isEquality else { break }
            return (left == right) == (comparison == .equal)
        case (.number, _), (.string, .number):
            break
        }
        return comparison.holds(number(left), number(right))
    }
}

extension XPathExpression.Comparison {
    fileprivate var isEquality: Bool { self == .equal || self == .notEqual }

    fileprivate func holds(_ left: Double, _ right: Double) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}

extension XPathExpression.Operation {
    fileprivate func apply(_ left: Double, _ right: Double) -> Double {
        switch self {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        case .remainder: fmod(left, right)
        }
    }
}
