internal import CollectorConfig
internal import Pdata
internal import RegularExpressions

/// A pattern in which `%{NAME}`, `%{NAME:field}` and `%{NAME:field:type}` stand for others.
struct GrokPattern: Sendable {
    private enum FieldType: String, CaseIterable {
        case string, int, long, double, float, bool, boolean
    }

    /// What stands for a dot in a group's name, where there can be none.
    private static let dot = "___"
    /// How long the regular expression may be that all references make.
    private static let maxLength = 256 * 1024
    private static let maxDepth = 32

    private let regularExpression: RegularExpression
    private let types: [String: FieldType]

    /// - Parameters:
    ///   - namedOnly: whether only references with a field are kept; else those without are by their own names.
    ///   - definitions: more patterns, and others in the place of known ones.
    init(_ pattern: String, namedOnly: Bool, _ definitions: [String: String]) throws(FunctionError) {
        var expansion = Expansion(namedOnly: namedOnly, definitions: definitions)
        try expansion.add(pattern, depth: 0)
        do throws(RegularExpressionError) {
            regularExpression = try RegularExpression(expansion.result, allowsDuplicateNames: true)
        } catch {
            throw FunctionError("the pattern \"\(pattern)\" is not valid: \(error.reason)")
        }
        types = expansion.types
        if namedOnly, !regularExpression.groupNames.contains(where: { $0 != nil }) {
            throw FunctionError("at least 1 named capture group must be supplied in the given regex")
        }
    }

    /// The fields in `text`, those that are empty left out; none when it does not match.
    func fields(in text: String) throws(EvaluationError) -> [Attribute] {
        guard let groups = regularExpression.groups(in: text) else { return [] }
        var fields: [Attribute] = []
        for (name, group) in zip(regularExpression.groupNames, groups) {
            guard let name, let group, !group.isEmpty else { continue }
            fields.upsert(Attribute(name.replacing(Self.dot, with: "."), try value(group, types[name])))
        }
        return fields
    }

    private func value(_ text: String, _ type: FieldType?) throws(EvaluationError) -> AttributeValue {
        let value: AttributeValue? =
            switch type {
            case nil, .string: .string(text)
            case .int, .long: Int64(text).map { .int($0) }
            case .double, .float: Value.parse(double: text).map { .double($0) }
            case .bool, .boolean: try Value.string(text).boolLike().map { .bool($0) }
            }
        guard let value else { throw EvaluationError("\"\(text)\" is not of type \(type?.rawValue ?? "string")") }
        return value
    }

    /// The regular expression while references are replaced.
    private struct Expansion {
        let namedOnly: Bool
        let definitions: [String: String]
        var result = ""
        var types: [String: FieldType] = [:]

        mutating func add(_ pattern: String, depth: Int) throws(FunctionError) {
            guard depth < maxDepth else { throw FunctionError("the pattern refers to itself") }
            var rest = Substring(pattern)
            while let start = rest.firstRange(of: "%{") {
                try append(rest[..<start.lowerBound])
                guard let end = rest[start.upperBound...].firstIndex(of: "}"),
                    let reference = Reference(rest[start.upperBound..<end])
                else {
                    try append(rest[start])
                    rest = rest[start.upperBound...]
                    continue
                }
                rest = rest[rest.index(after: end)...]
                try add(reference, depth: depth)
            }
            try append(rest)
        }

        private mutating func add(_ reference: Reference, depth: Int) throws(FunctionError) {
            guard let definition = definitions[reference.name] ?? GrokPatterns.definition(of: reference.name) else {
                let near = nearestMatch(reference.name, in: GrokPatterns.names + definitions.keys.sorted())
                let hint = near.map { "; did you mean \($0)?" } ?? ""
                throw FunctionError("pattern definition \"\(reference.name)\" unknown\(hint)")
            }
            let group = (reference.field ?? reference.name).replacing(".", with: dot)
            if let name = reference.type {
                guard let type = FieldType(rawValue: name) else {
                    let names = FieldType.allCases.map(\.rawValue).joined(separator: ", ")
                    throw FunctionError("invalid type \(name) for \(reference.name), must be one of \(names)")
                }
                types[group] = type
            }
            try append(namedOnly && reference.field == nil ? "(?:" : "(?P<\(group)>")
            try add(definition, depth: depth + 1)
            try append(")")
        }

        private mutating func append(_ text: some StringProtocol) throws(FunctionError) {
            result += text
            guard result.utf8.count <= maxLength else {
                throw FunctionError("the pattern is longer than \(maxLength) bytes with what it refers to")
            }
        }
    }

    private struct Reference {
        let name: String
        let field: String?
        let type: String?

        /// What is between the braces; nil when it is no reference.
        init?(_ text: Substring) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard (1...3).contains(parts.count) else { return nil }
            for (index, part) in parts.enumerated() {
                let isWord = part.unicodeScalars.allSatisfy { scalar in
                    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                        || scalar == "_" || scalar == "." && index == 1
                }
                guard isWord, !part.isEmpty else { return nil }
            }
            name = parts[0]
            field = parts.count > 1 ? parts[1] : nil
            type = parts.count > 2 ? parts[2] : nil
        }
    }
}
