internal import Pdata

extension XMLTree {
    /// How deep elements may lie in each other where they become maps.
    private static let maxMapDepth = 64

    /// The element at `id` as a map of its tag, attributes, text and children.
    func map(_ id: Int, depth: Int = 0) throws(EvaluationError) -> [Pdata.Attribute] {
        guard depth < Self.maxMapDepth else { throw EvaluationError("exceeded maximum XML nesting depth") }
        let node = nodes[id]
        var children: [AttributeValue] = []
        var text = ""
        for child in node.children {
            switch nodes[child].kind {
            case .element: children.append(.map(try map(child, depth: depth + 1)))
            case .text, .cdata: text += Self.trimmed(nodes[child].text)
            case .document, .instruction, .directive, .comment: break
            }
        }
        var attributes: [Pdata.Attribute] = []
        for attribute in node.attributes {
            attributes.upsert(Pdata.Attribute(attribute.name.local, .string(attribute.value)))
        }
        var entries = [Pdata.Attribute("tag", .string(node.name.local))]
        if !text.isEmpty { entries.append(Pdata.Attribute("content", .string(text))) }
        if !attributes.isEmpty { entries.append(Pdata.Attribute("attributes", .map(attributes))) }
        if !children.isEmpty { entries.append(Pdata.Attribute("children", .array(children))) }
        return entries
    }

    /// The elements in `id` as a map by their names, those of one name as a list; what is empty is left out.
    func simplifiedMap(_ id: Int, depth: Int = 0) throws(EvaluationError) -> [Pdata.Attribute] {
        guard depth < Self.maxMapDepth else { throw EvaluationError("exceeded maximum XML nesting depth") }
        let elements = nodes[id].children.filter { nodes[$0].kind == .element }
        var counts: [String: Int] = [:]
        for element in elements { counts[nodes[element].name.local, default: 0] += 1 }
        var entries: [Pdata.Attribute] = []
        var places: [String: Int] = [:]
        for element in elements where !nodes[element].children.isEmpty {
            let name = nodes[element].name.local
            let isRepeated = counts[name, default: 0] > 1
            if isRepeated, places[name] == nil {
                places[name] = entries.count
                entries.append(Pdata.Attribute(name, .array([])))
            }
            let value: AttributeValue
            if let text = leafText(element), !text.isEmpty {
                value = .string(text)
            } else {
                let inner = try simplifiedMap(element, depth: depth + 1)
                guard !inner.isEmpty else { continue }
                value = .map(inner)
            }
            guard let place = places[name] else {
                entries.append(Pdata.Attribute(name, value))
                continue
            }
            guard case .array(var elements) = entries[place].value else { continue }
            entries[place].value = .empty
            elements.append(value)
            entries[place].value = .array(elements)
        }
        return entries
    }

    /// The first text in an element that has no elements in it.
    private func leafText(_ id: Int) -> String? {
        let children = nodes[id].children
        guard !children.contains(where: { nodes[$0].kind == .element }) else { return nil }
        return children.first { nodes[$0].kind == .text || nodes[$0].kind == .cdata }.map { nodes[$0].text }
    }
}
