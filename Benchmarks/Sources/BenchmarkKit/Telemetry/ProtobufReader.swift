/// Reads the fields of a protobuf message one after the other, without trust in what it reads.
///
/// It shares nothing with the collector's own reader, which it is used to check.
struct ProtobufReader {
    /// A field: its number, and its bytes when it is length-delimited or fixed, or its value when it is a varint.
    struct Field {
        var number: UInt64
        var value: UInt64
        var bytes: UnsafeRawBufferPointer
    }

    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The next field; nil at the end.
    ///
    /// - Throws: ``MalformedMessage``.
    mutating func next() throws(MalformedMessage) -> Field? {
        guard position < bytes.count else { return nil }
        let key = try varint()
        let empty = UnsafeRawBufferPointer(start: nil, count: 0)
        switch key & 7 {
        case 0: return Field(number: key >> 3, value: try varint(), bytes: empty)
        case 1: return Field(number: key >> 3, value: 0, bytes: try take(8))
        case 2: return Field(number: key >> 3, value: 0, bytes: try take(try varint()))
        case 5: return Field(number: key >> 3, value: 0, bytes: try take(4))
        default: throw MalformedMessage()
        }
    }

    private mutating func take(_ count: UInt64) throws(MalformedMessage) -> UnsafeRawBufferPointer {
        guard count <= UInt64(bytes.count - position) else { throw MalformedMessage() }
        defer { position += Int(count) }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + Int(count)])
    }

    private mutating func varint() throws(MalformedMessage) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            guard position < bytes.count else { throw MalformedMessage() }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw MalformedMessage()
    }
}

/// What arrived is no message.
struct MalformedMessage: Error {}
