extension ByteBuilder {
    /// Appends `value` in as few bytes as it takes.
    mutating func append(varint value: UInt64) {
        var value = value
        while value >= 0x80 {
            append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        append(UInt8(truncatingIfNeeded: value))
    }

    /// Appends the tag of field `number`.
    mutating func append(tag number: Int, _ type: WireType) {
        append(varint: UInt64(number) << 3 | UInt64(type.rawValue))
    }

    /// Appends `value` in four bytes, the lowest first.
    mutating func append(fixed32 value: UInt32) {
        withUnsafeBytes(of: value.littleEndian) { append($0) }
    }

    /// Appends `value` in eight bytes, the lowest first.
    mutating func append(fixed64 value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { append($0) }
    }

    /// The number of bytes of `value` as a varint.
    static func varintSize(_ value: UInt64) -> Int {
        (70 &- (value | 1).leadingZeroBitCount) / 7
    }
}
