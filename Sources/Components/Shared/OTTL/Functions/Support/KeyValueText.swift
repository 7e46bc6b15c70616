internal import Pdata

/// Keys with values in one line, such as `a=1 b="x y"`.
enum KeyValueText {
    /// The entries of `text`; quotes keep delimiters in them.
    static func parse(
        _ text: String,
        _ delimiter: String,
        _ pairDelimiter: String
    ) throws(EvaluationError) -> [Attribute] {
        guard !text.isEmpty else { throw EvaluationError("cannot parse from empty target") }
        var entries: [Attribute] = []
        for pair in try pairs(of: text, pairDelimiter) where !pair.isEmpty {
            let parts = pair.components(separatedBy: delimiter)
            guard parts.count >= 2 else {
                throw EvaluationError("cannot split \"\(pair)\" into 2 items, got 1 item(s)")
            }
            let value = parts.dropFirst().joined(separator: delimiter)
            entries.upsert(Attribute(unquoted(parts[0]), .string(unquoted(value))))
        }
        return entries
    }

    /// `text` in quotes, where it holds anything that would be taken for the end of it.
    static func quoted(_ text: String, _ delimiter: String, _ pairDelimiter: String) -> String {
        let isPlain =
            text.components(separatedBy: delimiter).count == 1
            && text.components(separatedBy: pairDelimiter).count == 1 && !text.contains("\"") && !text.isEmpty
        return isPlain ? text : "\"\(text.replacing("\"", with: "\\\""))\""
    }

    private static func pairs(of text: String, _ delimiter: String) throws(EvaluationError) -> [String] {
        let bytes = Array(text.utf8)
        let delimiter = Array(delimiter.utf8)
        var pairs: [String] = []
        var current: [UInt8] = []
        var quote: UInt8 = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if quote == 0, bytes[index...].starts(with: delimiter) {
                pairs.append(String(decoding: current, as: UTF8.self))
                current = []
                index += delimiter.count
                continue
            }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                let isEscaped = index > 0 && bytes[index - 1] == UInt8(ascii: "\\")
                if quote == 0 { quote = byte } else if quote == byte, !isEscaped { quote = 0 }
            }
            current.append(byte)
            index += 1
        }
        guard quote == 0 else { throw EvaluationError("never reached the end of a quoted value") }
        pairs.append(String(decoding: current, as: UTF8.self))
        return pairs
    }

    private static func unquoted(_ text: String) -> String {
        let trimmed = text.drop { $0 == " " }
        var result = trimmed
        while result.last == " " { result.removeLast() }
        guard let first = result.first, first == "\"" || first == "'", result.count >= 2, result.last == first else {
            return String(result)
        }
        return String(result.dropFirst().dropLast())
    }
}
