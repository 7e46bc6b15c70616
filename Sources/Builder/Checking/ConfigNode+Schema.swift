internal import CollectorConfig

extension ConfigNode {
    // MARK: As a configuration's value

    /// Whether this is text with a `${…}` in it that stands for something not known here.
    var isUnknown: Bool {
        guard case .string(let text) = value else { return false }
        return text.contains("${")
    }

    var isScalar: Bool {
        switch value {
        case .sequence, .mapping: false
        default: true
        }
    }

    var number: Double? {
        switch value {
        case .int(let value): Double(value)
        case .uint(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    var isNumberInQuotes: Bool {
        guard case .string(let text) = value else { return false }
        return Double(text) != nil
    }

    /// The value in messages.
    var shown: String {
        switch value {
        case .null: "nothing"
        case .bool, .int, .uint, .double: flowText
        case .string(let text): "\"\(text)\""
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// What a person would call a scalar of this type.
    var kindName: String {
        switch value {
        case .bool: "a truth value"
        case .int, .uint, .double: "a number"
        default: shown
        }
    }

    /// Whether `other`, which a user wrote, is this value: a whole number may have a fraction of zero.
    func means(_ other: ConfigNode) -> Bool {
        if let number, let written = other.number { return number == written }
        if let string, let written = other.string { return string == written }
        return self == other
    }

    // MARK: As a schema

    /// What a schema says of a key that is known and not available.
    var unavailability: (text: String, fix: String?)? {
        guard let text = self["description"]?.string, text.hasPrefix("Not available yet: ") else { return nil }
        let words = text.dropFirst("Not available yet: ".count)
        guard let end = words.firstRange(of: "; ") else { return (String(words), nil) }
        return (String(words[..<end.lowerBound]), String(words[end.upperBound...]))
    }

    /// Whether a schema stands for text with a `${…}` in it.
    var isReference: Bool { self["pattern"]?.string == "\\$\\{" }

    /// The types that a schema allows.
    var types: [String] {
        guard let type = self["type"] else { return [] }
        return type.string.map { [$0] } ?? type.elements.compactMap(\.string)
    }

    /// What a person would call a schema's values.
    var shownType: String {
        if let title = self["title"]?.string { return title }
        if let constant = self["const"] { return constant.flowText }
        if let choices = self["enum"]?.elements {
            return "value among \(choices.map(\.flowText).joined(separator: ", "))"
        }
        switch types.first {
        case "object": return "mapping"
        case "array": return "list"
        case "string": return "text"
        case "integer": return "whole number"
        case "number": return "number"
        case "boolean": return "true or false"
        default: return "value"
        }
    }

    /// Whether `node`, which a user wrote, is of a type that this schema allows; yes where it names none.
    func admits(_ node: ConfigNode) -> Bool {
        let types = types
        return types.isEmpty
            || types.contains { type in
                switch (type, node.value) {
                case ("object", .mapping), ("array", .sequence), ("boolean", .bool): true
                // The collector takes text with commas for a list.
                case ("array", _), ("string", _): node.string != nil
                case ("integer", .double(let value)): value == value.rounded()
                case ("integer", .int), ("integer", .uint), ("number", .int), ("number", .uint), ("number", .double):
                    true
                default: false
                }
            }
    }
}
