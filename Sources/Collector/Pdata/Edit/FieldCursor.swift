/// Steps through the fields of a message at a pointer, for the loops that edits run for every record.
///
/// Meant for bytes that passed the validating walk. On other bytes it is safe: it ends at the first field that does not
/// fit.
struct FieldCursor {
    let base: UnsafeRawPointer
    let limit: Int
    /// The current field's number.
    var number = 0
    var type = WireType.varint
    /// Where the current field begins: its tag.
    var fieldStart = 0
    /// Where its value begins: after tag and length.
    var start = 0
    /// Where it ends.
    var end: Int

    /// A cursor over the message from `start` to `limit` after `base`.
    @inline(__always)
    init(_ base: UnsafeRawPointer, _ start: Int, _ limit: Int) {
        self.base = base
        self.limit = limit
        end = start
    }

    @inline(__always)
    func byte(_ offset: Int) -> UInt8 { base.load(fromByteOffset: offset, as: UInt8.self) }

    /// Steps to the next field; false at the end.
    @inline(__always)
    mutating func next() -> Bool {
        guard end < limit else { return false }
        fieldStart = end
        start = end &+ 1
        let tag = byte(end)
        guard tag < 0x80, start < limit else { return nextUnusual(tag) }
        number = Int(tag >> 3)
        let first = byte(start)
        switch tag & 7 {
        case 2:
            // Most fields: a tag of one byte, a length of one or two.
            if first < 0x80 {
                start &+= 1
                end = start &+ Int(first)
            } else {
                guard limit &- start >= 2, byte(start &+ 1) < 0x80 else { return nextUnusual(tag) }
                end = start &+ 2 &+ (Int(first & 0x7F) | Int(byte(start &+ 1)) << 7)
                start &+= 2
            }
            type = .lengthDelimited
        case 1:
            type = .fixed64
            end = start &+ 8
        case 5:
            type = .fixed32
            end = start &+ 4
        case 0 where first < 0x80:
            type = .varint
            end = start &+ 1
        default:
            return nextUnusual(tag)
        }
        return end <= limit
    }

    @inline(never)
    private mutating func nextUnusual(_ first: UInt8) -> Bool {
        var tag = UInt64(first)
        if first >= 0x80 {
            start = fieldStart
            guard let long = varint() else { return false }
            tag = long
        }
        guard let type = WireType(rawValue: UInt8(truncatingIfNeeded: tag & 7)), tag >> 3 <= WireLimits.fieldNumber
        else { return false }
        number = Int(truncatingIfNeeded: tag >> 3)
        self.type = type
        end = start
        switch type {
        case .varint:
            let valueStart = start
            guard varint() != nil else { return false }
            end = start
            start = valueStart
        case .fixed64:
            end = start &+ 8
        case .fixed32:
            end = start &+ 4
        case .lengthDelimited:
            guard let length = varint(), length <= UInt64(limit &- start) else { return false }
            end = start &+ Int(truncatingIfNeeded: length)
        case .startGroup:
            let bytes = UnsafeRawBufferPointer(start: base + start, count: limit &- start)
            var cursor = WireCursor(bytes.bytes)
            guard cursor.skipGroup() else { return false }
            end = start &+ cursor.position
        case .endGroup:
            return false
        }
        return end <= limit
    }

    /// Reads a varint at `start`, and steps behind it.
    private mutating func varint() -> UInt64? {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while start < limit, shift < 64 {
            let byte = byte(start)
            start &+= 1
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
            shift &+= 7
        }
        return nil
    }

    /// The number that the current field holds, or its bits.
    var value: UInt64 {
        switch type {
        case .varint:
            var reader = self
            return reader.varint() ?? 0
        case .fixed64:
            return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        case .fixed32:
            return UInt64(UInt32(littleEndian: base.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
        case .lengthDelimited, .startGroup, .endGroup:
            return 0
        }
    }

    /// The value of the current field as bytes.
    var payload: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base + start, count: end &- start) }
}
