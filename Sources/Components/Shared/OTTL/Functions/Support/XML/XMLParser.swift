/// Reads XML as Go's decoder does: well-formed, without definitions of its own, not validated.
///
/// The text is UTF-8 whatever it declares.
struct XMLParser {
    private let bytes: [UInt8]
    private var index = 0
    private var tree = XMLTree()
    /// The elements that are open, the document first.
    private var open = [XMLTree.document]
    private var hasElement = false

    /// The document that `text` is; one without content for an empty text.
    static func parse(_ text: String) throws(EvaluationError) -> XMLTree {
        var parser = XMLParser(text)
        try parser.parse()
        guard parser.hasElement || parser.bytes.isEmpty else { throw EvaluationError("invalid XML document") }
        return parser.tree
    }

    private init(_ text: String) {
        bytes = Array(text.utf8)
    }

    private mutating func parse() throws(EvaluationError) {
        while index < bytes.count {
            guard tree.nodes.count < XMLTree.maxNodes else { throw failure("more than \(XMLTree.maxNodes) nodes") }
            if bytes[index] != UInt8(ascii: "<") {
                try takeText()
            } else if take("<![CDATA[") {
                let text = try takeText(until: "]]>")
                tree.append(XMLTree.Node(kind: .cdata, text: text), to: parent)
            } else if take("<!--") {
                let text = try takeText(until: "--")
                guard take(">") else { throw failure("invalid sequence \"--\" not allowed in comments") }
                tree.append(XMLTree.Node(kind: .comment, text: text), to: parent)
            } else if take("<?") {
                try takeInstruction()
            } else if take("<!") {
                try takeDirective()
            } else if take("</") {
                try takeEnd()
            } else {
                index += 1
                try takeElement()
            }
        }
        guard open.count == 1 else { throw failure("unexpected EOF") }
        tree.close(XMLTree.document)
    }

    private var parent: Int { open[open.count - 1] }

    // MARK: Markup

    private mutating func takeElement() throws(EvaluationError) {
        guard let name = try takeName() else { throw failure("expected element name after <") }
        guard open.count <= XMLTree.maxDepth else { throw failure("exceeded maximum XML nesting depth") }
        var attributes: [XMLTree.Attribute] = []
        while true {
            skipSpace()
            if take("/>") || take(">") { break }
            guard index < bytes.count else { throw failure("unexpected EOF") }
            guard let attribute = try takeName() else { throw failure("expected attribute name in element") }
            skipSpace()
            guard take("=") else { throw failure("attribute name without = in element") }
            skipSpace()
            attributes.append(XMLTree.Attribute(name: attribute, value: try takeQuoted()))
        }
        hasElement = true
        let id = tree.append(XMLTree.Node(kind: .element, name: name, attributes: attributes), to: parent)
        if bytes[index - 2] == UInt8(ascii: "/"), bytes[index - 1] == UInt8(ascii: ">") {
            tree.close(id)
        } else {
            open.append(id)
        }
    }

    private mutating func takeEnd() throws(EvaluationError) {
        guard let name = try takeName() else { throw failure("expected element name after </") }
        skipSpace()
        guard take(">") else { throw failure("invalid characters between </\(name.qualified) and >") }
        guard open.count > 1, let id = open.popLast() else {
            throw failure("unexpected end element </\(name.qualified)>")
        }
        guard tree[id].name == name else {
            throw failure("element <\(tree[id].name.qualified)> closed by </\(name.qualified)>")
        }
        tree.close(id)
    }

    private mutating func takeInstruction() throws(EvaluationError) {
        guard let name = try takeName() else { throw failure("expected target name after <?") }
        skipSpace()
        let text = try takeText(until: "?>")
        let target = XMLTree.Name(local: name.qualified)
        tree.append(XMLTree.Node(kind: .instruction, name: target, text: XMLTree.trimmed(text)), to: parent)
    }

    /// Takes what is after `<!`, such as a document type, with the marks and quotes in it.
    private mutating func takeDirective() throws(EvaluationError) {
        let start = index
        var depth = 0
        var quote: UInt8?
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if let open = quote {
                if byte == open { quote = nil }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
            case UInt8(ascii: "<"): depth += 1
            case UInt8(ascii: ">") where depth > 0: depth -= 1
            case UInt8(ascii: ">"):
                let text = String(decoding: bytes[start..<(index - 1)], as: UTF8.self)
                tree.append(XMLTree.Node(kind: .directive, text: text), to: parent)
                return
            default: break
            }
        }
        throw failure("unexpected EOF")
    }

    /// Takes a name; nil when there is none.
    private mutating func takeName() throws(EvaluationError) -> XMLTree.Name? {
        let start = index
        while index < bytes.count, Self.isName(bytes[index], first: index == start) { index += 1 }
        guard index > start else { return nil }
        let parts = bytes[start..<index].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count <= 2 else { throw failure("invalid name with several colons") }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            return XMLTree.Name(local: String(decoding: bytes[start..<index], as: UTF8.self))
        }
        return XMLTree.Name(
            prefix: String(decoding: parts[0], as: UTF8.self),
            local: String(decoding: parts[1], as: UTF8.self)
        )
    }

    static func isName(_ byte: UInt8, first: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "_"), UInt8(ascii: ":"), 0x80...: true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): !first
        default: false
        }
    }

    // MARK: Text

    private mutating func takeText() throws(EvaluationError) {
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "<") { index += 1 }
        let text = try decoded(bytes[start..<index])
        tree.append(XMLTree.Node(kind: .text, text: text), to: parent)
    }

    private mutating func takeQuoted() throws(EvaluationError) -> String {
        guard index < bytes.count else { throw failure("unexpected EOF") }
        let quote = bytes[index]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw failure("unquoted or missing attribute value in element")
        }
        index += 1
        let start = index
        while index < bytes.count, bytes[index] != quote {
            guard bytes[index] != UInt8(ascii: "<") else { throw failure("unescaped < inside quoted string") }
            index += 1
        }
        guard index < bytes.count else { throw failure("unexpected EOF") }
        index += 1
        return try decoded(bytes[start..<(index - 1)], inQuotes: true)
    }

    /// Takes the text before `end`, and `end`.
    private mutating func takeText(until end: StaticString) throws(EvaluationError) -> String {
        let start = index
        while index < bytes.count {
            let stop = index
            if take(end) { return String(decoding: Self.normalized(bytes[start..<stop]), as: UTF8.self) }
            index += 1
        }
        throw failure("unexpected EOF")
    }

    /// `bytes` with references resolved and ends of lines as XML has them.
    private func decoded(_ bytes: ArraySlice<UInt8>, inQuotes: Bool = false) throws(EvaluationError) -> String {
        if !inQuotes, bytes.contains("]]>".utf8) { throw failure("unescaped ]]> not in CDATA section") }
        var result: [UInt8] = []
        var rest = Self.normalized(bytes)[...]
        while let byte = rest.popFirst() {
            if byte < 0x20, !XMLTree.isSpace(byte) || byte == 0x0B || byte == 0x0C {
                throw failure("illegal character code U+\(String(byte, radix: 16))")
            }
            guard byte == UInt8(ascii: "&") else {
                result.append(byte)
                continue
            }
            let name = rest.prefix(12).prefix { $0 != UInt8(ascii: ";") }
            rest = rest.dropFirst(name.count)
            guard rest.popFirst() == UInt8(ascii: ";"), let meant = Self.reference(name) else {
                throw failure("invalid character entity &\(String(decoding: name, as: UTF8.self));")
            }
            result += Array(String(meant).utf8)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func reference(_ name: ArraySlice<UInt8>) -> Character? {
        switch String(decoding: name, as: UTF8.self) {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "apos": return "'"
        case "quot": return "\""
        case let name where name.hasPrefix("#"):
            let digits = name.dropFirst()
            let isHex = digits.hasPrefix("x")
            let text = isHex ? digits.dropFirst() : digits
            guard text.utf8.first != UInt8(ascii: "+"), let code = UInt32(text, radix: isHex ? 16 : 10) else {
                return nil
            }
            guard code >= 0x20 || code == 9 || code == 10 || code == 13 else { return nil }
            return Unicode.Scalar(code).map { Character($0) }
        default: return nil
        }
    }

    /// `bytes` with a line feed for each end of line.
    private static func normalized(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        guard bytes.contains(0x0D) else { return Array(bytes) }
        var result: [UInt8] = []
        for (index, byte) in zip(bytes.indices, bytes) {
            if byte == 0x0D {
                result.append(0x0A)
            } else if byte != 0x0A || index == bytes.startIndex || bytes[index - 1] != 0x0D {
                result.append(byte)
            }
        }
        return result
    }

    // MARK: Steps

    private mutating func skipSpace() {
        while index < bytes.count, XMLTree.isSpace(bytes[index]) { index += 1 }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard count <= bytes.count - index else { return false }
        let matches = text.withUTF8Buffer { $0.elementsEqual(bytes[index..<(index + count)]) }
        if matches { index += count }
        return matches
    }

    private func failure(_ message: String) -> EvaluationError {
        let line = bytes[..<min(index, bytes.count)].count { $0 == 0x0A } + 1
        return EvaluationError("XML syntax error on line \(line): \(message)")
    }
}
