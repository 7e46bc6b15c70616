/// Strings in JSON text.
enum JSONText {
    /// Appends what `text`, the inside of a JSON string, means.
    ///
    /// - Throws: `WireError` with its offset from the start of `text`.
    static func unescape(_ text: RawSpan, into output: inout ByteBuilder) throws(WireError) {
        var position = 0
        while position < text.byteCount {
            let byte = text.unsafeLoad(fromByteOffset: position, as: UInt8.self)
            guard byte == UInt8(ascii: "\\") else {
                output.append(byte)
                position += 1
                continue
            }
            guard position + 1 < text.byteCount else { throw WireError("unknown escape", offset: position) }
            let escape = text.unsafeLoad(fromByteOffset: position + 1, as: UInt8.self)
            position += 2
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(escape)
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "u"): try appendScalar(text, &position, into: &output)
            default: throw WireError("unknown escape", offset: position - 2)
            }
        }
    }

    /// Appends the scalar whose hexadecimal digits are at `position`; half a surrogate pair becomes U+FFFD.
    private static func appendScalar(
        _ text: RawSpan,
        _ position: inout Int,
        into output: inout ByteBuilder
    ) throws(WireError) {
        let first = try codeUnit(text, position)
        position += 4
        var value = first
        if first >= 0xD800, first < 0xDC00, position + 6 <= text.byteCount,
            text.unsafeLoad(fromByteOffset: position, as: UInt8.self) == UInt8(ascii: "\\"),
            text.unsafeLoad(fromByteOffset: position + 1, as: UInt8.self) == UInt8(ascii: "u")
        {
            let second = try codeUnit(text, position + 2)
            if second >= 0xDC00, second < 0xE000 {
                value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
                position += 6
            }
        }
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { output.append(byte) }
    }

    private static func codeUnit(_ text: RawSpan, _ position: Int) throws(WireError) -> UInt32 {
        guard position + 4 <= text.byteCount else { throw WireError("a \\u needs four digits", offset: position) }
        var value: UInt32 = 0
        for offset in 0..<4 {
            guard let digit = Hex.value(text.unsafeLoad(fromByteOffset: position + offset, as: UInt8.self)) else {
                throw WireError("a \\u needs four hexadecimal digits", offset: position)
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// Appends `text` as a JSON string.
    static func escape(_ text: RawSpan, into output: inout ByteBuilder) {
        output.append(UInt8(ascii: "\""))
        var start = 0
        for position in 0..<text.byteCount {
            let byte = text.unsafeLoad(fromByteOffset: position, as: UInt8.self)
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            output.append(text.extracting(start..<position))
            start = position + 1
            output.append(UInt8(ascii: "\\"))
            switch byte {
            case 0x08: output.append(UInt8(ascii: "b"))
            case 0x09: output.append(UInt8(ascii: "t"))
            case 0x0A: output.append(UInt8(ascii: "n"))
            case 0x0C: output.append(UInt8(ascii: "f"))
            case 0x0D: output.append(UInt8(ascii: "r"))
            case 0x20...: output.append(byte)
            default:
                output.append(utf8: "u00")
                output.append(Hex.digit(byte >> 4))
                output.append(Hex.digit(byte & 0x0F))
            }
        }
        output.append(text.extracting(start..<text.byteCount))
        output.append(UInt8(ascii: "\""))
    }
}

extension ByteBuilder {
    /// Appends `text` as a JSON string, quotes included.
    public mutating func append(jsonString text: String) {
        var text = text
        text.withUTF8 { JSONText.escape(UnsafeRawBufferPointer($0).bytes, into: &self) }
    }
}
