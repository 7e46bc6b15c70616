extension XMLTree {
    /// What is in the document as text, without the whitespace around each text unless `xml:space` preserves it.
    var output: String {
        enum Step {
            case node(Int, preservesSpace: Bool)
            case end(Name)
        }
        var result = ""
        var pending = top.reversed().map { Step.node($0, preservesSpace: false) }
        while let step = pending.popLast() {
            guard case .node(let id, let preserved) = step else {
                if case .end(let name) = step { result += "</\(name.qualified)>" }
                continue
            }
            let node = nodes[id]
            switch node.kind {
            case .document: break
            case .text: result += Self.escaped(preserved ? node.text : Self.trimmed(node.text))
            case .cdata: result += "<![CDATA[\(node.text)]]>"
            case .comment: result += "<!--\(node.text)-->"
            case .directive: result += "<!\(node.text)>"
            case .instruction:
                result += node.text.isEmpty ? "<?\(node.name.local)?>" : "<?\(node.name.local) \(node.text)?>"
            case .element:
                result += "<\(node.name.qualified)"
                for attribute in node.attributes {
                    result += " \(attribute.name.qualified)=\"\(Self.escaped(attribute.value))\""
                }
                result += ">"
                pending.append(.end(node.name))
                let preserves = node.preservesSpace ?? preserved
                pending += node.children.reversed().map { .node($0, preservesSpace: preserves) }
            }
        }
        return result
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// `text` without the whitespace around it.
    static func trimmed(_ text: String) -> String {
        var scalars = Substring(text).unicodeScalars
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }

    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&#34;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

extension XMLTree.Node {
    fileprivate var preservesSpace: Bool? {
        switch attributes.first(where: { $0.name.prefix == "xml" && $0.name.local == "space" })?.value {
        case "preserve": true
        case "default": false
        default: nil
        }
    }
}
