internal import CollectorConfig

/// Reads the keys of one mapping: reports those that nobody knows, and values of the wrong kind.
struct MappingReader {
    let entries: [YAMLEntry]
    let location: SourcePosition
    /// The words for this mapping in messages, such as `dist`.
    let title: String

    /// Reports unknown keys, and a value that is no mapping; nothing (`null`) reads as an empty mapping.
    init(
        _ node: YAMLNode,
        title: String,
        keys: [String],
        advice: [String: String] = [:],
        into diagnostics: inout Diagnostics
    ) {
        self.title = title
        location = node.location
        switch node.value {
        case .mapping(let entries): self.entries = entries
        case .null: entries = []
        default:
            diagnostics.error(
                "\(title) must be a mapping, found \(node.kindName)",
                at: node.location,
                fix: "its keys are \(keys.joined(separator: ", "))"
            )
            entries = []
        }
        for entry in entries where !keys.contains(entry.key) {
            let fix =
                advice[entry.key] ?? nearestMatch(entry.key, in: keys).map { "did you mean \"\($0)\"?" }
                ?? "allowed here: \(keys.joined(separator: ", "))"
            diagnostics.error("unknown key \"\(entry.key)\" in \(title)", at: entry.location, fix: fix)
        }
    }

    func entry(_ key: String) -> YAMLEntry? { entries.first { $0.key == key } }

    /// The text under `key`; numbers and booleans count as the text that was written.
    func text(_ key: String, into diagnostics: inout Diagnostics) -> Located<String>? {
        guard let entry = entry(key) else { return nil }
        switch entry.value.value {
        case .scalar(let text): return Located(value: text, location: entry.value.location)
        case .null: return nil
        default:
            diagnostics.error("\(title).\(key) must be text, found \(entry.value.kindName)", at: entry.value.location)
            return nil
        }
    }

    /// The boolean under `key`, in any spelling that ocb takes.
    func flag(_ key: String, into diagnostics: inout Diagnostics) -> Bool? {
        guard let text = text(key, into: &diagnostics) else { return nil }
        switch text.value {
        case "true", "True", "TRUE", "t", "T", "1": return true
        case "false", "False", "FALSE", "f", "F", "0", "": return false
        default:
            diagnostics.error(
                "\(title).\(key) must be true or false, found \"\(text.value)\"",
                at: text.location,
                fix: "write \(key): true or \(key): false"
            )
            return nil
        }
    }

    /// The items under `key`; none where it is absent or null.
    func items(_ key: String, into diagnostics: inout Diagnostics) -> [YAMLNode] {
        guard let entry = entry(key) else { return [] }
        switch entry.value.value {
        case .sequence(let items): return items
        case .null: return []
        default:
            diagnostics.error(
                "\(key) must be a list, found \(entry.value.kindName)",
                at: entry.value.location,
                fix: "begin each item with \"- \""
            )
            return []
        }
    }

    /// The list of texts under `key`.
    func texts(_ key: String, into diagnostics: inout Diagnostics) -> [Located<String>] {
        var texts: [Located<String>] = []
        for item in items(key, into: &diagnostics) {
            guard case .scalar(let text) = item.value else {
                diagnostics.error("every item of \(key) must be text, found \(item.kindName)", at: item.location)
                continue
            }
            texts.append(Located(value: text, location: item.location))
        }
        return texts
    }
}
