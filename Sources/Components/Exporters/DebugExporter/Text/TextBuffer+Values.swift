internal import Pdata

/// Values as upstream prints them.
extension TextBuffer {
    /// The type of `value` and, in parentheses, its text, such as `Int(3)`.
    mutating func append(typed value: ValueView) {
        append(typeName(value))
        append("(")
        append(plain: value)
        append(")")
    }

    /// The text of `value`: strings as they are, maps and slices as JSON, bytes in base64.
    mutating func append(plain value: ValueView) {
        switch value.kind {
        case .empty: break
        case .string: append(value.string)
        case .bool: append(value.bool ? "true" : "false")
        case .int: append(value.int)
        case .double: append(DecimalText.es6(value.double))
        case .bytes: append(base64: value.bytes)
        case .array, .map: append(json: value)
        case .stringIndex: append(string(value.stringIndex) ?? "")
        }
    }

    /// The key of `attribute`, looked up where it is a number.
    mutating func append(keyOf attribute: AttributeView) {
        guard attribute.keyIndex != 0, let key = string(attribute.keyIndex) else {
            append(attribute.key)
            return
        }
        append(key)
    }

    /// The string that a value refers to; nil when it refers to none.
    private func string(_ index: Int) -> String? {
        index > 0 && index < strings.count ? strings[index] : nil
    }

    private func typeName(_ value: ValueView) -> String {
        switch value.kind {
        case .empty: "Empty"
        case .string: "Str"
        case .bool: "Bool"
        case .int: "Int"
        case .double: "Double"
        case .array: "Slice"
        case .map: "Map"
        case .bytes: "Bytes"
        case .stringIndex: string(value.stringIndex) == nil ? "Empty" : "Str"
        }
    }
}

/// Values as JSON.
extension TextBuffer {
    // Recursion is bounded: validation refuses messages nested deeper than 100.
    private mutating func append(json value: ValueView) {
        switch value.kind {
        case .empty: append("null")
        case .string: append(jsonString: value.string.utf8)
        case .bool, .int: append(plain: value)
        case .double: append(jsonDouble: value.double)
        case .bytes: append(jsonBytes: value.bytes)
        case .array: append(jsonArray: value)
        case .map: append(jsonMap: value.map)
        case .stringIndex: append(jsonStringAt: value.stringIndex)
        }
    }

    private mutating func append(jsonArray array: ValueView) {
        append("[")
        var isFirst = true
        array.forEachElement { element in
            if !isFirst { append(",") }
            isFirst = false
            append(json: element)
        }
        append("]")
    }

    /// The entries sorted by the bytes of their keys; of those with the same key the last, as in Go's map.
    private mutating func append(jsonMap map: AttributesView) {
        guard !isFull() else { return }
        var entries: [Bytes: Bytes] = [:]
        var held = 0
        map.forEach { entry in
            var key = part(beside: held)
            key.append(keyOf: entry)
            let keyBytes = key.finishBytes()
            var value = part(beside: held + keyBytes.count)
            value.append(json: entry.value)
            let valueBytes = value.finishBytes()
            held += keyBytes.count + valueBytes.count
            entries[keyBytes] = valueBytes
        }
        append("{")
        let sorted = entries.sorted { $0.key.array.lexicographicallyPrecedes($1.key.array) }
        for (index, entry) in sorted.enumerated() {
            if index > 0 { append(",") }
            append(jsonString: entry.key.span)
            append(":")
            append(entry.value)
        }
        append("}")
    }

    /// JSON has no numbers that are not finite: those become strings.
    private mutating func append(jsonDouble value: Double) {
        let text = DecimalText.es6(value)
        append(value.isFinite ? text : "\"\(text)\"")
    }

    /// Go's JSON has `null` for no bytes.
    private mutating func append(jsonBytes bytes: RawSpan) {
        guard bytes.byteCount > 0 else {
            append("null")
            return
        }
        append("\"")
        append(base64: bytes)
        append("\"")
    }

    private mutating func append(jsonStringAt index: Int) {
        guard let string = string(index) else {
            append("null")
            return
        }
        append(jsonString: Bytes(utf8: string).span)
    }

    private mutating func append(jsonString text: RawSpan) {
        append("\"")
        var start = 0
        for position in 0..<text.byteCount {
            guard let escape = Self.escape(text, position) else { continue }
            append(text.extracting(start..<position))
            append(escape.text)
            start = position + escape.length
        }
        append(text.extracting(start..<text.byteCount))
        append("\"")
    }

    /// What stands in JSON for the character at `position`, and its length in bytes; nil when it stands for itself.
    private static func escape(_ text: RawSpan, _ position: Int) -> (text: String, length: Int)? {
        let byte = text.unsafeLoad(fromByteOffset: position, as: UInt8.self)
        switch byte {
        case UInt8(ascii: "\""): return ("\\\"", 1)
        case UInt8(ascii: "\\"): return ("\\\\", 1)
        case 0x08: return ("\\b", 1)
        case 0x09: return ("\\t", 1)
        case 0x0A: return ("\\n", 1)
        case 0x0C: return ("\\f", 1)
        case 0x0D: return ("\\r", 1)
        case 0x00..<0x20: return ((byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16), 1)
        case 0xE2 where position + 2 < text.byteCount:
            // U+2028 and U+2029, which end lines in JavaScript.
            let second = text.unsafeLoad(fromByteOffset: position + 1, as: UInt8.self)
            let third = text.unsafeLoad(fromByteOffset: position + 2, as: UInt8.self)
            guard second == 0x80, third == 0xA8 || third == 0xA9 else { return nil }
            return (third == 0xA8 ? "\\u2028" : "\\u2029", 3)
        default: return nil
        }
    }
}
