/// An XML document; its nodes lie in one array, so that no depth of them is more than memory.
struct XMLTree {
    enum Kind {
        case document, instruction, directive, element, text, cdata, comment
    }

    /// A name with its prefix, as it is written.
    struct Name: Hashable {
        var prefix = ""
        var local: String

        /// The whole.
        var qualified: String { prefix.isEmpty ? local : "\(prefix):\(local)" }
    }

    struct Attribute {
        let name: Name
        let value: String
    }

    struct Node {
        var kind: Kind
        /// The name of an element or instruction.
        var name = Name(local: "")
        /// The content of what has no children.
        var text = ""
        var attributes: [Attribute] = []
        var parent = 0
        var children: [Int] = []
        /// The place after the last node inside, as long as none was added.
        var end = 0
    }

    /// How deep elements may lie in each other.
    static let maxDepth = 10_000

    /// How many nodes a document may have: each is many times as large as the shortest text for it.
    static let maxNodes = 250_000

    /// The place of the document, around everything else.
    static let document = 0

    private(set) var nodes = [Node(kind: .document)]

    /// The nodes that no other is around.
    var top: [Int] { nodes[Self.document].children }

    subscript(id: Int) -> Node {
        get { nodes[id] }
        set { nodes[id] = newValue }
    }

    /// Adds `node` as the last child of `parent`, and returns its place.
    @discardableResult mutating func append(_ node: Node, to parent: Int) -> Int {
        let id = nodes.count
        var node = node
        node.parent = parent
        nodes.append(node)
        nodes[parent].children.append(id)
        return id
    }

    /// Ends the node at `id`, in which are all nodes that were added since it was.
    mutating func close(_ id: Int) { nodes[id].end = nodes.count }

    /// Removes nodes with all that is in them.
    mutating func remove(_ ids: Set<Int>) {
        for parent in Set(ids.map { nodes[$0].parent }) { nodes[parent].children.removeAll { ids.contains($0) } }
    }

    /// Adds a copy of what is at `id` of `other` as the last child of `parent`.
    mutating func append(copyOf id: Int, in other: XMLTree, to parent: Int) throws(EvaluationError) {
        var pending = [(id, parent)]
        while let (source, target) = pending.popLast() {
            var node = other[source]
            let children = node.children
            node.children = []
            guard nodes.count < Self.maxNodes else {
                throw EvaluationError("the XML would have more than \(Self.maxNodes) nodes")
            }
            let copy = append(node, to: target)
            // The last on top, so that the first is copied first.
            pending += children.reversed().map { ($0, copy) }
        }
    }

    /// The text in the node at `id`.
    func innerText(_ id: Int) -> String {
        var text = ""
        var pending = [id]
        while let next = pending.popLast() {
            switch nodes[next].kind {
            case .text, .cdata: text += nodes[next].text
            case .comment where next == id: text += nodes[next].text
            case .comment, .instruction, .directive: break
            case .document, .element: pending += nodes[next].children.reversed()
            }
        }
        return text
    }
}
