internal import Pdata

/// A hash that is the same in every process and on every machine: FNV-1a of 128 bits.
///
/// Who can make it collide can only make their own events count once.
struct StableHash {
    private static let prime: UInt128 = 1 << 88 | 1 << 8 | 0x3B

    /// The hash so far.
    private(set) var value: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D

    /// Feeds `number`.
    mutating func combine(_ number: UInt64) {
        var number = number
        for _ in 0..<8 {
            combine(UInt8(truncatingIfNeeded: number))
            number >>= 8
        }
    }

    /// Feeds `text`, so that it does not run into what follows.
    mutating func combine(_ text: String) {
        for byte in text.utf8 { combine(byte) }
        // No UTF-8 text holds this byte.
        combine(UInt8(0xFF))
    }

    private mutating func combine(_ byte: UInt8) {
        value = (value ^ UInt128(byte)) &* Self.prime
    }
}

extension UInt128 {
    /// The 32 hexadecimal digits.
    var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 32 - digits.utf8.count) + digits
    }
}
