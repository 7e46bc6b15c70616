/// Builds a protobuf message: fields in the order in which they are written.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    mutating func varint(_ field: UInt32, _ value: UInt64) {
        key(field, 0)
        append(varint: value)
    }

    mutating func fixed64(_ field: UInt32, _ value: UInt64) {
        key(field, 1)
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func text(_ field: UInt32, _ value: String) {
        data(field, Array(value.utf8))
    }

    /// Writes a length and `value`; returns where `value` begins.
    @discardableResult
    mutating func data(_ field: UInt32, _ value: [UInt8]) -> Int {
        key(field, 2)
        append(varint: UInt64(value.count))
        bytes.append(contentsOf: value)
        return bytes.count - value.count
    }

    /// Writes the message that `build` makes; returns where it begins.
    @discardableResult
    mutating func message(_ field: UInt32, _ build: (inout ProtobufWriter) -> Void) -> Int {
        var inner = ProtobufWriter()
        build(&inner)
        return data(field, inner.bytes)
    }

    private mutating func key(_ field: UInt32, _ wireType: UInt32) {
        append(varint: UInt64(field << 3 | wireType))
    }

    private mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
