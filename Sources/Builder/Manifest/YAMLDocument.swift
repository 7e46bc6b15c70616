import Yams

/// Reads YAML text into a tree that knows its places.
package struct YAMLDocument {
    private let file: String
    /// The scalars of the text, by line; changed only to get past duplicate keys.
    private var lines: [[Unicode.Scalar]]
    /// What stood at a place before it was changed.
    private var renamed: [SourceLocation: String] = [:]

    /// The document's root; nil after an error, or where the text holds nothing.
    ///
    /// Duplicate keys are reported, all of them, and reading goes on with the last of each.
    package static func parse(_ text: String, file: String, into diagnostics: inout Diagnostics) -> YAMLNode? {
        var document = YAMLDocument(file: file, lines: splitLines(text))
        return document.parse(into: &diagnostics)
    }

    private mutating func parse(into diagnostics: inout Diagnostics) -> YAMLNode? {
        // The parser stops at the first mapping with a duplicate key and says where the key first stands. Its first
        // character is exchanged for one that no manifest has, and the text is read again. The number of keys bounds it.
        for _ in 0...1000 {
            do {
                guard let root = try Yams.compose(yaml: joined()) else { return nil }
                return node(root, depth: 0, into: &diagnostics)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                guard rename(at: location(context.mark), keys: keys) else {
                    diagnostics.error("duplicate key \"\(keys.first ?? "")\"", at: location(context.mark))
                    return nil
                }
            } catch let error as YamlError {
                diagnostics.append(diagnostic(of: error))
                return nil
            } catch {
                diagnostics.error("not YAML: \(error)", at: SourceLocation(file: file, line: 1, column: 1))
                return nil
            }
        }
        diagnostics.error("too many duplicate keys", at: SourceLocation(file: file, line: 1, column: 1))
        return nil
    }

    // MARK: Duplicate keys

    /// A character of the private-use area: valid YAML, and in no key.
    private static let stranger: Unicode.Scalar = "\u{E000}"

    private mutating func rename(at place: SourceLocation, keys: [String]) -> Bool {
        let line = place.line - 1
        var column = place.column - 1
        guard lines.indices.contains(line), lines[line].indices.contains(column) else { return false }
        if lines[line][column] == "\"" || lines[line][column] == "'" { column += 1 }
        guard lines[line].indices.contains(column), lines[line][column] != Self.stranger,
            let key = keys.first(where: { $0.unicodeScalars.first == lines[line][column] })
        else { return false }
        renamed[place] = key
        lines[line][column] = Self.stranger
        return true
    }

    /// Line breaks stay at the end of their lines, so that joining gives the text back.
    private static func splitLines(_ text: String) -> [[Unicode.Scalar]] {
        var lines: [[Unicode.Scalar]] = [[]]
        for scalar in text.unicodeScalars {
            lines[lines.count - 1].append(scalar)
            if scalar == "\n" { lines.append([]) }
        }
        return lines
    }

    private func joined() -> String {
        var text = String.UnicodeScalarView()
        for line in lines { text.append(contentsOf: line) }
        return String(text)
    }

    // MARK: The tree

    private static let maximumDepth = 64

    private func node(_ node: Node, depth: Int, into diagnostics: inout Diagnostics) -> YAMLNode {
        let place = location(node.mark)
        guard depth < Self.maximumDepth else {
            diagnostics.error("nested more than \(Self.maximumDepth) levels deep", at: place)
            return YAMLNode(value: .null, location: place)
        }
        switch node {
        case .scalar(let scalar):
            let isNull = scalar.style != .singleQuoted && scalar.style != .doubleQuoted && node.null != nil
            return YAMLNode(value: isNull ? .null : .scalar(scalar.string), location: place)
        case .sequence(let sequence):
            let items = sequence.map { self.node($0, depth: depth + 1, into: &diagnostics) }
            return YAMLNode(value: .sequence(items), location: place)
        case .mapping(let mapping):
            return YAMLNode(value: .mapping(entries(mapping, depth: depth, into: &diagnostics)), location: place)
        case .alias:
            return YAMLNode(value: .null, location: place)
        }
    }

    private func entries(_ mapping: Node.Mapping, depth: Int, into diagnostics: inout Diagnostics) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var merged: [YAMLEntry] = []
        var first: [String: SourceLocation] = [:]
        for (key, value) in mapping {
            let place = location(key.mark)
            guard case .scalar(let scalar) = key else {
                diagnostics.error("a key must be text", at: place)
                continue
            }
            let name = renamed[place] ?? scalar.string
            if let earlier = first[name] {
                diagnostics.error(
                    "duplicate key \"\(name)\", already given on line \(earlier.line)",
                    at: place,
                    fix: "keep one of them"
                )
                entries.removeAll { $0.key == name }
            }
            first[name] = first[name] ?? place
            let entry = YAMLEntry(
                key: name,
                location: place,
                value: node(value, depth: depth + 1, into: &diagnostics)
            )
            if name == "<<" { merged += Self.mergedEntries(entry.value) } else { entries.append(entry) }
        }
        // A merge key fills in what the mapping itself does not say.
        for entry in merged where !entries.contains(where: { $0.key == entry.key }) { entries.append(entry) }
        return entries
    }

    private static func mergedEntries(_ node: YAMLNode) -> [YAMLEntry] {
        switch node.value {
        case .mapping(let entries): entries
        case .sequence(let items):
            items.flatMap { item -> [YAMLEntry] in
                if case .mapping(let entries) = item.value { entries } else { [] }
            }
        default: []
        }
    }

    // MARK: Places

    private func location(_ mark: Mark?) -> SourceLocation {
        SourceLocation(file: file, line: max(1, mark?.line ?? 1), column: max(1, mark?.column ?? 1))
    }

    private func diagnostic(of error: YamlError) -> Diagnostic {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let around = context.map { " \($0.text)" } ?? ""
            return Diagnostic(
                .error,
                "not YAML: \(problem)\(around)",
                at: location(mark),
                fix: "check the indentation here"
            )
        case .reader(let problem, _, _, _):
            return Diagnostic(
                .error,
                "not YAML: \(problem)",
                at: SourceLocation(file: file, line: 1, column: 1),
                fix: "save it as UTF-8"
            )
        default:
            return Diagnostic(.error, "not YAML: \(error)", at: SourceLocation(file: file, line: 1, column: 1))
        }
    }
}
