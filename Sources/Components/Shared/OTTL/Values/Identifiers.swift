internal import Pdata

/// Hexadecimal text.
enum HexText {
    /// The `count` bytes that `text` spells, letter case aside; nil when it does not.
    static func bytes(_ text: String, count: Int) -> [UInt8]? {
        guard let bytes = bytes(text), bytes.count == count else { return nil }
        return bytes
    }

    /// The bytes that `text` spells, letter case aside; nil when it does not.
    static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Hex.value(digits[index]), let low = Hex.value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}

extension FixedWidthInteger {
    /// The number of which `bytes` are the digits to the base 256, the highest first.
    init(bigEndian bytes: some Collection<UInt8>) {
        self = bytes.reduce(0) { $0 << 8 | Self(truncatingIfNeeded: $1) }
    }

    /// The bytes, the highest first.
    var bigEndianBytes: [UInt8] {
        stride(from: Self.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> Self($0)) }
    }
}

extension TraceID {
    /// The id of 16 bytes; the empty one unless they are.
    init(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else {
            self.init(high: 0, low: 0)
            return
        }
        self.init(high: UInt64(bigEndian: bytes.prefix(8)), low: UInt64(bigEndian: bytes.dropFirst(8)))
    }

    init(record bytes: RecordBytes) { self.init(bytes.buffer) }

    /// Nothing for the empty id, as it is written.
    var bytes: Bytes { isEmpty ? Bytes() : Bytes(high.bigEndianBytes + low.bigEndianBytes) }

    /// 32 digits, also of the empty id.
    var hex: String { Hex.string(high) + Hex.string(low) }
}

extension SpanID {
    /// The id of 8 bytes; the empty one unless they are.
    init(_ bytes: some Collection<UInt8>) { self.init(bytes.count == 8 ? UInt64(bigEndian: bytes) : 0) }

    init(record bytes: RecordBytes) { self.init(bytes.buffer) }

    /// Nothing for the empty id, as it is written.
    var bytes: Bytes { isEmpty ? Bytes() : Bytes(value.bigEndianBytes) }

    /// 16 digits, also of the empty id.
    var hex: String { Hex.string(value) }
}
