package import Pdata

/// The fields of one small protobuf message, read one after the other without recursion.
///
/// Groups are refused: no message read by this has any.
package struct ProtoFields {
    package enum Value {
        case number(UInt64)
        case bytes(Bytes)
    }

    private let bytes: Bytes
    private var offset = 0
    package private(set) var isMalformed = false

    package init(_ bytes: Bytes) {
        self.bytes = bytes
    }

    /// The next field; nil at the end and after anything malformed.
    package mutating func next() -> (number: UInt64, value: Value)? {
        guard !isMalformed, offset < bytes.count else { return nil }
        guard let tag = varint(), tag >> 3 != 0 else { return refuse() }
        switch tag & 7 {
        case 0:
            guard let value = varint() else { return refuse() }
            return (tag >> 3, .number(value))
        case 1: return fixed(tag >> 3, 8)
        case 2:
            guard let length = varint(), length <= UInt64(bytes.count - offset) else { return refuse() }
            let end = offset + Int(length)
            defer { offset = end }
            return (tag >> 3, .bytes(bytes.slice(offset..<end)))
        case 5: return fixed(tag >> 3, 4)
        default: return refuse()
        }
    }

    private mutating func fixed(_ number: UInt64, _ width: Int) -> (number: UInt64, value: Value)? {
        guard bytes.count - offset >= width else { return refuse() }
        var value: UInt64 = 0
        for index in (0..<width).reversed() { value = value << 8 | UInt64(byte(at: offset + index)) }
        offset += width
        return (number, .number(value))
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            guard offset < bytes.count else { return nil }
            let byte = byte(at: offset)
            offset += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    private func byte(at index: Int) -> UInt8 {
        bytes.span.unsafeLoad(fromByteOffset: index, as: UInt8.self)
    }

    private mutating func refuse() -> (number: UInt64, value: Value)? {
        isMalformed = true
        return nil
    }
}

extension ByteBuilder {
    /// Appends a varint field; a zero is left out, as proto3 does.
    mutating func appendProto(_ number: UInt64, number value: UInt64) {
        guard value != 0 else { return }
        appendVarint(number << 3)
        appendVarint(value)
    }

    /// Appends a string field; an empty one is left out.
    mutating func appendProto(_ number: UInt64, text: String) {
        guard !text.isEmpty else { return }
        appendVarint(number << 3 | 2)
        appendVarint(UInt64(text.utf8.count))
        append(utf8: text)
    }

    /// Appends a bytes or message field; an empty one is left out unless `evenIfEmpty`.
    mutating func appendProto(_ number: UInt64, bytes: Bytes, evenIfEmpty: Bool = false) {
        guard evenIfEmpty || !bytes.isEmpty else { return }
        appendVarint(number << 3 | 2)
        appendVarint(UInt64(bytes.count))
        append(bytes)
    }

    private mutating func appendVarint(_ value: UInt64) {
        var value = value
        while value >= 0x80 {
            append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        append(UInt8(truncatingIfNeeded: value))
    }
}
