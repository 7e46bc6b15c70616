extension AttributeValue {
    /// The value as text: strings as they are, maps and slices as JSON with sorted keys, bytes in base64, nothing for no
    /// value; what OpenTelemetry's collectors call "as string".
    public var text: String {
        switch self {
        case .empty: ""
        case .string(let text): text
        case .bool(let bool): bool ? "true" : "false"
        case .int(let int): String(int)
        case .double(let double): DecimalText.es6(double)
        case .bytes(let bytes): Self.base64(bytes)
        case .array, .map: json
        }
    }

    private static func base64(_ bytes: Bytes) -> String {
        var output = ByteBuilder(capacity: bytes.count / 3 * 4 + 4)
        Base64.encode(bytes.span, into: &output)
        return output.finish().text
    }

    private var json: String {
        switch self {
        case .empty:
            return "null"
        case .string(let text):
            return Self.quoted(text)
        case .bool, .int:
            return text
        case .double(let double):
            return double.isFinite ? text : Self.quoted(text)
        case .bytes(let bytes):
            return bytes.isEmpty ? "null" : Self.quoted(text)
        case .array(let elements):
            return "[" + elements.map(\.json).joined(separator: ",") + "]"
        case .map(let entries):
            // Of entries with the same key the last counts, as in a map.
            var values: [String: AttributeValue] = [:]
            for entry in entries { values[entry.key] = entry.value }
            let sorted = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return "{" + sorted.map { Self.quoted($0.key) + ":" + $0.value.json }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{8}": result += "\\b"
            case "\t": result += "\\t"
            case "\n": result += "\\n"
            case "\u{C}": result += "\\f"
            case "\r": result += "\\r"
            case "\u{2028}": result += "\\u2028"
            case "\u{2029}": result += "\\u2029"
            case "\0"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
