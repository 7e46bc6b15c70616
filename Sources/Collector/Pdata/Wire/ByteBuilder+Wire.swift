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

    /// Appends the tag of field `number`, then what `body` appends, with its length before it.
    mutating func append<Failure: Error>(
        tag number: Int,
        _ body: (inout ByteBuilder) throws(Failure) -> Void
    ) throws(Failure) {
        let place = open(tag: number)
        try body(&self)
        close(place)
    }

    /// Appends the tag of field `number`, whose content follows up to ``close(_:)``.
    ///
    /// - Returns: the place of the length.
    mutating func open(tag number: Int) -> Int {
        append(tag: number, .lengthDelimited)
        append(0)
        return count - 1
    }

    /// Writes the length of the content that began at the length's `place`. Fields opened since then must be closed.
    mutating func close(_ place: Int) {
        // Most lengths fit one byte; longer ones push what follows aside.
        let length = count - place - 1
        let extra = Self.varintSize(UInt64(length)) - 1
        for _ in 0..<extra { append(0) }
        withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            if extra > 0 { (base + place + 1 + extra).copyMemory(from: base + place + 1, byteCount: length) }
            var rest = UInt64(length)
            for index in 0...extra {
                bytes[place + index] = UInt8(truncatingIfNeeded: rest & 0x7F) | (index < extra ? 0x80 : 0)
                rest >>= 7
            }
        }
    }
}
