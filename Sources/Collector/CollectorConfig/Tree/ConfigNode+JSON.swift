// Links libm, which a debug build calls to round.
internal import Glibc

extension ConfigNode {
    /// The tree as JSON, two spaces for each level, entries in their order.
    ///
    /// A number that JSON cannot write, such as infinity, becomes text.
    public func json() -> String {
        var writer = JSONWriter(indent: true)
        writer.write(self, level: 0)
        return writer.text + "\n"
    }

    /// The tree on one line, for messages and tables; plain words stand without quotes.
    public var flowText: String {
        switch value {
        case .string(let text) where !text.isEmpty: return text
        default:
            var writer = JSONWriter(indent: false)
            writer.write(self, level: 0)
            return writer.text
        }
    }
}

/// Writes a tree as JSON. Trees have bounded depth.
struct JSONWriter {
    private(set) var text = ""
    private let indent: Bool

    init(indent: Bool) {
        self.indent = indent
    }

    mutating func write(_ node: ConfigNode, level: Int) {
        switch node.value {
        case .null: text += "null"
        case .bool(let value): text += "\(value)"
        case .int(let value): text += "\(value)"
        case .uint(let value): text += "\(value)"
        case .double(let value) where value.isFinite: text += Self.number(value)
        case .double(let value): write("\(value)")
        case .string(let value): write(value)
        case .sequence(let elements):
            list("[", "]", count: elements.count, level: level) { writer, index in
                writer.write(elements[index], level: level + 1)
            }
        case .mapping(let entries):
            list("{", "}", count: entries.count, level: level) { writer, index in
                writer.write(entries[index].key)
                writer.text += ": "
                writer.write(entries[index].value, level: level + 1)
            }
        }
    }

    /// The shortest text that reads back as `value`; a whole one without a fraction, where that is exact.
    static func number(_ value: Double) -> String {
        guard value.magnitude < 1e15, let whole = Int64(exactly: value) else { return "\(value)" }
        return "\(whole)"
    }

    private mutating func list(
        _ open: String,
        _ close: String,
        count: Int,
        level: Int,
        _ element: (inout JSONWriter, Int) -> Void
    ) {
        text += open
        for index in 0..<count {
            if index > 0 { text += indent ? "," : ", " }
            if indent { newLine(level + 1) }
            element(&self, index)
        }
        if indent, count > 0 { newLine(level) }
        text += close
    }

    private mutating func newLine(_ level: Int) {
        text += "\n" + String(repeating: "  ", count: level)
    }

    /// A JSON string.
    mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..."\u{1F}", "\u{7F}", "\u{85}", "\u{2028}", "\u{2029}": text += Self.escape(scalar)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
