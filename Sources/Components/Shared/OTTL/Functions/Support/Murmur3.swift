/// MurmurHash3, seed 0. Source: Austin Appleby's public description of the x86 32-bit and x64 128-bit variants.
enum Murmur3 {
    static func hash32(_ bytes: [UInt8]) -> UInt32 {
        var hash: UInt32 = 0
        let blocks = bytes.count / 4
        func mixed(_ word: UInt32) -> UInt32 { (word &* 0xCC9E_2D51).rotated(15) &* 0x1B87_3593 }
        for block in 0..<blocks {
            hash ^= mixed(UInt32(littleEndian: bytes[(block * 4)..<(block * 4 + 4)]))
            hash = hash.rotated(13) &* 5 &+ 0xE654_6B64
        }
        let tail = bytes[(blocks * 4)...]
        if !tail.isEmpty { hash ^= mixed(UInt32(littleEndian: tail)) }
        hash ^= UInt32(truncatingIfNeeded: bytes.count)
        hash = (hash ^ hash >> 16) &* 0x85EB_CA6B
        hash = (hash ^ hash >> 13) &* 0xC2B2_AE35
        return hash ^ hash >> 16
    }

    /// The two halves, the first of which is written first.
    static func hash128(_ bytes: [UInt8]) -> (UInt64, UInt64) {
        let (c1, c2): (UInt64, UInt64) = (0x87C3_7B91_1142_53D5, 0x4CF5_AD43_2745_937F)
        var (h1, h2): (UInt64, UInt64) = (0, 0)
        let blocks = bytes.count / 16
        for block in 0..<blocks {
            let k1 = UInt64(littleEndian: bytes[(block * 16)..<(block * 16 + 8)])
            let k2 = UInt64(littleEndian: bytes[(block * 16 + 8)..<(block * 16 + 16)])
            h1 ^= (k1 &* c1).rotated(31) &* c2
            h1 = (h1.rotated(27) &+ h2) &* 5 &+ 0x52DC_E729
            h2 ^= (k2 &* c2).rotated(33) &* c1
            h2 = (h2.rotated(31) &+ h1) &* 5 &+ 0x3849_5AB5
        }
        let tail = bytes[(blocks * 16)...]
        if tail.count > 8 { h2 ^= (UInt64(littleEndian: tail.dropFirst(8)) &* c2).rotated(33) &* c1 }
        if !tail.isEmpty { h1 ^= (UInt64(littleEndian: tail.prefix(8)) &* c1).rotated(31) &* c2 }
        let count = UInt64(bytes.count)
        h1 ^= count
        h2 ^= count
        h1 &+= h2
        h2 &+= h1
        h1 = finished(h1)
        h2 = finished(h2)
        h1 &+= h2
        h2 &+= h1
        return (h1, h2)
    }

    private static func finished(_ value: UInt64) -> UInt64 {
        var value = (value ^ value >> 33) &* 0xFF51_AFD7_ED55_8CCD
        value = (value ^ value >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return value ^ value >> 33
    }
}

extension FixedWidthInteger {
    /// The number of which `bytes` are the digits to the base 256, the lowest first.
    init(littleEndian bytes: some BidirectionalCollection<UInt8>) {
        self = bytes.reversed().reduce(0) { $0 << 8 | Self(truncatingIfNeeded: $1) }
    }

    /// The bytes, the lowest first.
    var littleEndianBytes: [UInt8] {
        stride(from: 0, to: Self.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: self >> Self($0)) }
    }

    /// The number with its bits moved to the left by `count`, those that leave coming in at the right.
    func rotated(_ count: Int) -> Self { self << Self(count) | self >> Self(Self.bitWidth - count) }
}
