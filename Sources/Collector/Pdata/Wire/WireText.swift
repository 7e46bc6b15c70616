/// UTF-8 in requests.
enum WireText {
    /// Whether the bytes from `start` to `end` are UTF-8.
    @inline(__always)
    static func isValid(_ base: UnsafeRawPointer, _ start: Int, _ end: Int) -> Bool {
        isASCII(base, start, end) || isUTF8(UnsafeRawBufferPointer(start: base + start, count: end &- start))
    }

    /// Whether the bytes from `start` to `end` are all below 0x80.
    @inline(__always)
    static func isASCII(_ base: UnsafeRawPointer, _ start: Int, _ end: Int) -> Bool {
        let high: UInt64 = 0x8080_8080_8080_8080
        let count = end &- start
        if count >= 16 {
            var position = start
            var bits = SIMD2<UInt64>()
            let last = end &- 16
            while position < last {
                bits |= base.loadUnaligned(fromByteOffset: position, as: SIMD2<UInt64>.self)
                position &+= 16
            }
            // The last sixteen bytes, some of them for the second time.
            bits |= base.loadUnaligned(fromByteOffset: last, as: SIMD2<UInt64>.self)
            return (bits[0] | bits[1]) & high == 0
        }
        if count >= 8 {
            let bits =
                base.loadUnaligned(fromByteOffset: start, as: UInt64.self)
                | base.loadUnaligned(fromByteOffset: end &- 8, as: UInt64.self)
            return bits & high == 0
        }
        if count >= 4 {
            let bits =
                base.loadUnaligned(fromByteOffset: start, as: UInt32.self)
                | base.loadUnaligned(fromByteOffset: end &- 4, as: UInt32.self)
            return bits & 0x8080_8080 == 0
        }
        var bits: UInt8 = 0
        for offset in start..<end { bits |= base.load(fromByteOffset: offset, as: UInt8.self) }
        return bits < 0x80
    }

    /// Whether `bytes` are UTF-8.
    @inline(never)
    static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        (try? UTF8Span(validating: bytes.bindMemory(to: UInt8.self).span)) != nil
    }
}
