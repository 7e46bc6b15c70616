/// Steps through the fields of one message.
///
/// Meant for bytes that passed the validating walk. On other bytes it is safe: it ends at the first that it does not
/// understand.
@frozen
@usableFromInline
struct WireCursor: ~Escapable {
    @usableFromInline let bytes: RawSpan
    @usableFromInline let end: Int
    @usableFromInline var position: Int

    /// The current field's number.
    @usableFromInline var number = 0
    /// The current field's wire type.
    @usableFromInline var type = WireType.varint
    /// Where the current field begins: its tag.
    @usableFromInline var fieldStart = 0
    /// Where the current field's value begins: after tag and length.
    @usableFromInline var start = 0
    /// The length of the current field's value.
    @usableFromInline var count = 0
    /// The current field's value when it is a number; its bits when it is a fixed one.
    @usableFromInline var value: UInt64 = 0

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        self.bytes = bytes
        self.position = 0
        self.end = bytes.byteCount
    }

    /// A cursor over the message at `range` of `bytes`; offsets stay those of `bytes`.
    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, _ range: Range<Int>) {
        self.bytes = bytes
        self.position = min(max(range.lowerBound, 0), bytes.byteCount)
        self.end = min(max(range.upperBound, 0), bytes.byteCount)
    }

    /// Where the current field's value lies.
    @inlinable
    var range: Range<Int> { start..<start &+ count }

    /// Where the current field lies, its tag included.
    @inlinable
    var fieldRange: Range<Int> { fieldStart..<start &+ count }

    /// The current field's value as bytes.
    @inlinable
    var payload: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(range) }
    }

    /// Steps to the next field; false at the end.
    @inlinable
    mutating func next() -> Bool {
        guard position < end else { return false }
        fieldStart = position
        let tag = readVarint()
        guard let type = WireType(rawValue: UInt8(truncatingIfNeeded: tag & 7)), tag >> 3 <= 0x1FFF_FFFF else {
            return stop()
        }
        self.type = type
        number = Int(truncatingIfNeeded: tag >> 3)
        start = position
        switch type {
        case .varint:
            value = readVarint()
            count = position &- start
        case .lengthDelimited:
            let length = readVarint()
            start = position
            guard position <= end, length <= UInt64(end &- position) else { return stop() }
            count = Int(truncatingIfNeeded: length)
            position = start &+ count
        case .fixed64:
            guard end &- position >= 8 else { return stop() }
            value = UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
            count = 8
            position &+= 8
        case .fixed32:
            guard end &- position >= 4 else { return stop() }
            value = UInt64(UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt32.self)))
            count = 4
            position &+= 4
        case .startGroup:
            guard skipGroup() else { return stop() }
            count = position &- start
        case .endGroup:
            return stop()
        }
        return position <= end
    }

    /// Reads a varint at `position`; past the end there are only zeros.
    @inlinable
    mutating func readVarint() -> UInt64 {
        guard position < end else { return 0 }
        let first = bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)
        position &+= 1
        guard first >= 0x80 else { return UInt64(first) }
        return readVarint(after: first)
    }

    @usableFromInline
    mutating func readVarint(after first: UInt8) -> UInt64 {
        var result = UInt64(first & 0x7F)
        var shift: UInt64 = 7
        while position < end, shift < 64 {
            let byte = bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)
            position &+= 1
            result |= UInt64(byte & 0x7F) << shift
            guard byte >= 0x80 else { return result }
            shift &+= 7
        }
        return result
    }

    @inlinable
    mutating func stop() -> Bool {
        position = end
        count = 0
        return false
    }

    /// Steps over a group whose start was just read.
    @usableFromInline
    mutating func skipGroup() -> Bool {
        var depth = 1
        while depth > 0 {
            guard position < end else { return false }
            switch WireType(rawValue: UInt8(truncatingIfNeeded: readVarint() & 7)) {
            case .varint:
                _ = readVarint()
            case .fixed64:
                position &+= 8
            case .fixed32:
                position &+= 4
            case .lengthDelimited:
                let length = readVarint()
                guard position <= end, length <= UInt64(end &- position) else { return false }
                position &+= Int(truncatingIfNeeded: length)
            case .startGroup:
                depth &+= 1
            case .endGroup:
                depth &-= 1
            case nil:
                return false
            }
        }
        return position <= end
    }
}
