internal import Pdata

/// JSON laid out for people and line by line comparison: members by name, but attributes' keys before their values, and lists
/// of attributes by key, for their order means nothing.
enum PrettyJSON {
    /// The lines of `value`; its depth is bounded where it was read.
    static func lines(_ value: JSONValue) -> [String] {
        var lines: [String] = []
        append(value, indent: "", head: "", tail: "", to: &lines)
        return lines
    }

    private static func append(
        _ value: JSONValue,
        indent: String,
        head: String,
        tail: String,
        to lines: inout [String]
    ) {
        let start = indent + head
        switch value {
        case .null: lines.append("\(start)null\(tail)")
        case .bool(let truth): lines.append("\(start)\(truth)\(tail)")
        case .number(let text): lines.append("\(start)\(text)\(tail)")
        case .string(let text): lines.append("\(start)\(quoted(text))\(tail)")
        case .array(let values) where values.isEmpty: lines.append("\(start)[]\(tail)")
        case .array(let values):
            lines.append(start + "[")
            let sorted = attributes(values)
            for (index, element) in sorted.enumerated() {
                let comma = index + 1 < sorted.count ? "," : ""
                append(element, indent: indent + "  ", head: "", tail: comma, to: &lines)
            }
            lines.append("\(indent)]\(tail)")
        case .object(let members) where members.isEmpty: lines.append("\(start){}\(tail)")
        case .object(let members):
            if let line = line(members) { return lines.append("\(start)\(line)\(tail)") }
            lines.append(start + "{")
            let names = members.keys.sorted()
            for (index, name) in names.enumerated() {
                let comma = index + 1 < names.count ? "," : ""
                let member = members[name] ?? .null
                append(member, indent: indent + "  ", head: quoted(name) + ": ", tail: comma, to: &lines)
            }
            lines.append("\(indent)}\(tail)")
        }
    }

    /// An attribute of a simple value, which fits on a line.
    private static func line(_ members: [String: JSONValue]) -> String? {
        guard members.count == 2, let key = members["key"]?.string, case .object(let value)? = members["value"],
            value.count == 1, let (name, content) = value.first.map({ ($0.key, $0.value) })
        else { return nil }
        let text: String
        switch content {
        case .string(let string): text = quoted(string)
        case .number(let number): text = number
        case .bool(let truth): text = "\(truth)"
        case .null, .array, .object: return nil
        }
        return "{\"key\": \(quoted(key)), \"value\": {\(quoted(name)): \(text)}}"
    }

    /// `values` by key, where all of them have one and a value.
    private static func attributes(_ values: [JSONValue]) -> [JSONValue] {
        let keyed = values.compactMap { value in value["value"] == nil ? nil : value["key"]?.string.map { ($0, value) }
        }
        guard keyed.count == values.count else { return values }
        return keyed.enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map(\.element.1)
    }

    private static func quoted(_ text: String) -> String {
        var json = ByteBuilder(capacity: text.utf8.count + 2)
        json.append(jsonString: text)
        return json.finish().text
    }
}
