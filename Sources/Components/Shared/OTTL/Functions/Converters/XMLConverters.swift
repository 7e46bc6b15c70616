internal import Pdata

extension FunctionTable {
    /// Converters of XML.
    static let xmlConverters: [OTTLFunction] = [
        OTTLFunction("ParseXML", [Parameter("target", .string)]) { arguments in
            let text = arguments.string(0)
            return { (evaluation) throws(EvaluationError) in
                let tree = try XMLTree(try text(evaluation), "unmarshal xml")
                let elements = tree.top.filter { tree[$0].kind == .element }
                guard let root = elements.first else { throw EvaluationError("unmarshal xml: EOF") }
                let rest = tree.top.drop { $0 <= root }
                guard
                    rest.allSatisfy({
                        tree[$0].kind == .comment || XMLTree.trimmed(tree[$0].text).isEmpty && elements.count == 1
                    })
                else { throw EvaluationError("trailing bytes after parsing xml") }
                return .map(try tree.map(root))
            }
        },
        OTTLFunction("ParseSimplifiedXML", [Parameter("target", .string)]) { arguments in
            let text = arguments.string(0)
            return { (evaluation) throws(EvaluationError) in
                let tree = try XMLTree(try text(evaluation))
                return .map(try tree.simplifiedMap(XMLTree.document))
            }
        },
        OTTLFunction("GetXML", [Parameter("target", .string), Parameter("xpath", .string)]) {
            (arguments) throws(FunctionError) in
            let text = arguments.string(0)
            let path = try arguments.xpath(1)
            return { (evaluation) throws(EvaluationError) in
                let tree = try XMLTree(try text(evaluation))
                return .string(try tree.selection(XPathEvaluation.nodes(path, in: tree)).output)
            }
        },
        OTTLFunction("RemoveXML", [Parameter("target", .string), Parameter("xpath", .string)]) {
            (arguments) throws(FunctionError) in
            let text = arguments.string(0)
            let path = try arguments.xpath(1)
            return { (evaluation) throws(EvaluationError) in
                var tree = try XMLTree(try text(evaluation))
                tree.remove(XPathEvaluation.nodes(path, in: tree))
                return .string(tree.output)
            }
        },
        OTTLFunction(
            "InsertXML",
            [Parameter("target", .string), Parameter("xpath", .string), Parameter("sub_document", .string)]
        ) { (arguments) throws(FunctionError) in
            let text = arguments.string(0)
            let path = try arguments.xpath(1)
            let inserted = arguments.string(2)
            return { (evaluation) throws(EvaluationError) in
                var tree = try XMLTree(try text(evaluation))
                let other = try XMLTree(try inserted(evaluation))
                let targets = XPathEvaluation.nodes(path, in: tree)
                for target in targets where target.attribute != nil || !tree[target.id].kind.hasChildren {
                    let found = XPathEvaluation(tree: tree).text(of: target)
                    throw EvaluationError("InsertXML XPath selected non-element: \"\(found)\"")
                }
                try tree.insert(other, into: targets.map(\.id))
                return .string(tree.output)
            }
        },
        OTTLFunction("ConvertAttributesToElementsXML", [Parameter("target", .string), .optional("xpath", .string)]) {
            (arguments) throws(FunctionError) in
            let text = arguments.string(0)
            let path = try arguments.xpath(1, default: "//@*")
            return { (evaluation) throws(EvaluationError) in
                var tree = try XMLTree(try text(evaluation))
                tree.convertAttributes(XPathEvaluation.nodes(path, in: tree))
                return .string(tree.output)
            }
        },
        OTTLFunction(
            "ConvertTextToElementsXML",
            [Parameter("target", .string), .optional("xpath", .string), .optional("element_name", .string)]
        ) { (arguments) throws(FunctionError) in
            let text = arguments.string(0)
            let path = try arguments.xpath(1, default: "/")
            let stated = try arguments.constantString(2, default: "")
            let name = stated.isEmpty ? "value" : stated
            return { (evaluation) throws(EvaluationError) in
                var tree = try XMLTree(try text(evaluation))
                tree.convertTexts(XPathEvaluation.nodes(path, in: tree), name)
                return .string(tree.output)
            }
        },
    ]
}

extension Arguments {
    /// The path at `index`, which is the same for every record; `fallback` when there is none.
    fileprivate func xpath(_ index: Int, default fallback: String? = nil) throws(FunctionError) -> XPathExpression {
        let text = try constantString(index, default: fallback)
        return try XPathParser.parse(text.isEmpty ? fallback ?? text : text)
    }
}

extension XMLTree.Kind {
    fileprivate var hasChildren: Bool { self == .element || self == .document }
}

extension XMLTree {
    /// The document that `text` is.
    fileprivate init(_ text: String, _ doing: String = "parse xml") throws(EvaluationError) {
        do throws(EvaluationError) {
            self = try XMLParser.parse(text)
        } catch {
            throw EvaluationError("\(doing): \(error.message)")
        }
    }

    /// A document of copies of `selected`; of attributes and character data, their text.
    fileprivate func selection(_ selected: [XPathNode]) throws(EvaluationError) -> XMLTree {
        var result = XMLTree()
        for node in selected {
            let kind = self[node.id].kind
            if node.attribute != nil || kind == .cdata {
                let text = XPathEvaluation(tree: self).text(of: node)
                result.append(Node(kind: .text, text: text), to: Self.document)
            } else if kind == .element || kind == .text {
                try result.append(copyOf: node.id, in: self, to: Self.document)
            }
        }
        return result
    }

    fileprivate mutating func remove(_ selected: [XPathNode]) {
        var removed: Set<Int> = []
        // Attributes from the last on, so that the places of those before stay.
        for node in selected.reversed() {
            if let attribute = node.attribute {
                self[node.id].attributes.remove(at: attribute)
            } else if [.element, .text, .comment, .cdata].contains(self[node.id].kind) {
                removed.insert(node.id)
            }
        }
        remove(removed)
    }

    fileprivate mutating func insert(_ other: XMLTree, into targets: [Int]) throws(EvaluationError) {
        let parts = other.top.filter { other[$0].kind != .instruction }
        for target in targets {
            for part in parts { try append(copyOf: part, in: other, to: target) }
        }
    }

    fileprivate mutating func convertAttributes(_ selected: [XPathNode]) {
        let found = selected.compactMap { node in node.attribute.map { (id: node.id, attribute: $0) } }
        for (id, place) in found {
            let attribute = self[id].attributes[place]
            let element = append(Node(kind: .element, name: Name(local: attribute.name.local)), to: id)
            append(Node(kind: .text, text: attribute.value), to: element)
        }
        for (id, place) in found.reversed() { self[id].attributes.remove(at: place) }
    }

    /// Puts each text that is beside others or beside elements into an element called `name`, in and below `selected`.
    fileprivate mutating func convertTexts(_ selected: [XPathNode], _ name: String) {
        var ids: Set<Int> = []
        for node in selected where node.attribute == nil && self[node.id].kind.hasChildren {
            ids.formUnion(node.id..<max(self[node.id].end, node.id + 1))
        }
        for id in ids where self[id].kind.hasChildren {
            let children = self[id].children
            let texts = children.filter { self[$0].kind == .text && !Self.trimmed(self[$0].text).isEmpty }
            let elements = children.count { self[$0].kind == .element }
            guard !texts.isEmpty, texts.count + elements > 1 else { continue }
            for text in texts {
                let content = self[text].text
                self[text].kind = .element
                self[text].name = Name(local: name)
                self[text].text = ""
                append(Node(kind: .text, text: content), to: text)
            }
        }
    }
}
