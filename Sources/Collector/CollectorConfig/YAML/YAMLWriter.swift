extension ConfigNode {
    /// The tree as YAML in block style, four spaces for each level, entries in their order.
    public func yaml() -> String {
        var writer = YAMLWriter()
        writer.writeRoot(self)
        return writer.text
    }
}

/// Writes a tree as YAML. Trees have bounded depth.
struct YAMLWriter {
    private(set) var text = ""

    mutating func writeRoot(_ node: ConfigNode) {
        switch node.value {
        case .mapping(let entries) where !entries.isEmpty: write(entries, indent: 0)
        case .sequence(let elements) where !elements.isEmpty: write(elements, indent: 0)
        default: text += Self.scalar(node) + "\n"
        }
    }

    private mutating func write(_ entries: [ConfigEntry], indent: Int, isFirstIndented: Bool = true) {
        for (index, entry) in entries.enumerated() {
            if index > 0 || isFirstIndented { text += String(repeating: " ", count: indent) }
            text += Self.string(entry.key) + ":"
            switch entry.value.value {
            case .mapping(let entries) where !entries.isEmpty:
                text += "\n"
                write(entries, indent: indent + 4)
            case .sequence(let elements) where !elements.isEmpty:
                text += "\n"
                write(elements, indent: indent + 4)
            default: text += " " + Self.scalar(entry.value) + "\n"
            }
        }
    }

    private mutating func write(_ elements: [ConfigNode], indent: Int, isFirstIndented: Bool = true) {
        for (index, element) in elements.enumerated() {
            if index > 0 || isFirstIndented { text += String(repeating: " ", count: indent) }
            text += "- "
            switch element.value {
            case .mapping(let entries) where !entries.isEmpty:
                write(entries, indent: indent + 2, isFirstIndented: false)
            case .sequence(let elements) where !elements.isEmpty:
                write(elements, indent: indent + 2, isFirstIndented: false)
            default: text += Self.scalar(element) + "\n"
            }
        }
    }

    private static func scalar(_ node: ConfigNode) -> String {
        switch node.value {
        case .null: return "null"
        case .bool(let value): return "\(value)"
        case .int(let value): return "\(value)"
        case .uint(let value): return "\(value)"
        case .double(let value):
            if value.isNaN { return ".nan" }
            if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
            return "\(value)"
        case .string(let value): return string(value)
        case .sequence: return "[]"
        case .mapping: return "{}"
        }
    }

    /// The text as it stands where every reader takes it for that text, else in double quotes.
    static func string(_ value: String) -> String {
        if isPlain(value) { return value }
        var writer = JSONWriter(indent: false)
        writer.write(value)
        return writer.text
    }

    private static func isPlain(_ value: String) -> Bool {
        guard let first = value.unicodeScalars.first, let last = value.unicodeScalars.last,
            isWordCharacter(first) || first == "/" || first == "$", last != " ", last != ":",
            case .string = YAMLScalar.resolve(value), !oldWords.contains(value.lowercased())
        else { return false }
        var previous: Unicode.Scalar = "a"
        for scalar in value.unicodeScalars {
            guard isWordCharacter(scalar) || "-./:@+=()$%{} ".unicodeScalars.contains(scalar) else { return false }
            // `: ` would end a key.
            if previous == ":", scalar == " " { return false }
            previous = scalar
        }
        return true
    }

    private static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }

    /// What YAML 1.1 takes for a truth value.
    private static let oldWords: Set<String> = ["y", "n", "yes", "no", "on", "off"]
}
