/// The hashes XXH3 of 64 and 128 bits, without a seed. Source: the xxHash fast digest algorithm, version 0.2.0, by its
/// author Yann Collet.
enum XXH3 {
    private static let prime32: (UInt64, UInt64, UInt64) = (0x9E37_79B1, 0x85EB_CA77, 0xC2B2_AE3D)
    private static let prime64: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
        0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
        0x27D4_EB2F_1656_67C5
    )
    private static let mix: (UInt64, UInt64) = (0x1656_6791_9E37_79F9, 0x9FB2_1C65_1E98_DF25)

    /// The hash of 64 bits.
    static func hash64(_ input: [UInt8]) -> UInt64 {
        let count = UInt64(input.count)
        switch input.count {
        case 0:
            return avalanche64(secret.word(56) ^ secret.word(64))
        case 1...3:
            return avalanche64(short(input) ^ (secret.half(0) ^ secret.half(4)))
        case 4...8:
            let low = input.half(0)
            let high = input.half(input.count - 4)
            var hash = (high &+ (low << 32)) ^ (secret.word(8) ^ secret.word(16))
            hash ^= hash.rotated(49) ^ hash.rotated(24)
            hash &*= mix.1
            hash ^= (hash >> 35) &+ count
            hash &*= mix.1
            return hash ^ (hash >> 28)
        case 9...16:
            let low = input.word(0) ^ (secret.word(24) ^ secret.word(32))
            let high = input.word(input.count - 8) ^ (secret.word(40) ^ secret.word(48))
            return avalanche(count &+ low.byteSwapped &+ high &+ folded(low, high))
        case 17...128:
            var sum = count &* prime64.0
            let pairs = (input.count - 1) / 32
            for pair in (0...pairs).reversed() {
                sum &+= mixed(input, 16 * pair, 32 * pair)
                sum &+= mixed(input, input.count - 16 * (pair + 1), 32 * pair + 16)
            }
            return avalanche(sum)
        case 129...240:
            var sum = count &* prime64.0
            for round in 0..<8 { sum &+= mixed(input, 16 * round, 16 * round) }
            sum = avalanche(sum)
            for round in 8..<(input.count / 16) { sum &+= mixed(input, 16 * round, 16 * (round - 8) + 3) }
            return avalanche(sum &+ mixed(input, input.count - 16, 119))
        default:
            return merged(accumulated(input), 11, count &* prime64.0)
        }
    }

    /// The hash of 128 bits.
    static func hash128(_ input: [UInt8]) -> (high: UInt64, low: UInt64) {
        let count = UInt64(input.count)
        switch input.count {
        case 0:
            let low = avalanche64(secret.word(64) ^ secret.word(72))
            return (avalanche64(secret.word(80) ^ secret.word(88)), low)
        case 1...3:
            let low = UInt32(truncatingIfNeeded: short(input))
            let turned = low.byteSwapped
            let high = UInt64(turned << 13 | turned >> 19)
            return (
                avalanche64(high ^ (secret.half(8) ^ secret.half(12))),
                avalanche64(UInt64(low) ^ (secret.half(0) ^ secret.half(4)))
            )
        case 4...8:
            return upTo8(input, count)
        case 9...16:
            return upTo16(input, count)
        case 17...128:
            var (low, high) = (count &* prime64.0, UInt64(0))
            for pair in (0...((input.count - 1) / 32)).reversed() {
                (low, high) = mixed(low, high, input, 16 * pair, input.count - 16 * (pair + 1), 32 * pair)
            }
            return finished(low, high, count)
        case 129...240:
            var (low, high) = (count &* prime64.0, UInt64(0))
            for round in 0..<4 { (low, high) = mixed(low, high, input, 32 * round, 32 * round + 16, 32 * round) }
            (low, high) = (avalanche(low), avalanche(high))
            for round in 4..<(input.count / 32) {
                (low, high) = mixed(low, high, input, 32 * round, 32 * round + 16, 32 * (round - 4) + 3)
            }
            (low, high) = mixed(low, high, input, input.count - 16, input.count - 32, 103)
            return finished(low, high, count)
        default:
            let sums = accumulated(input)
            return (
                merged(sums, secret.count - 64 - 11, ~(count &* prime64.1)), merged(sums, 11, count &* prime64.0)
            )
        }
    }

    // MARK: Short inputs

    /// Up to three bytes and their count in 32 bits.
    private static func short(_ input: [UInt8]) -> UInt64 {
        UInt64(input[0]) << 16 | UInt64(input[input.count / 2]) << 24 | UInt64(input[input.count - 1])
            | UInt64(input.count) << 8
    }

    private static func upTo8(_ input: [UInt8], _ count: UInt64) -> (high: UInt64, low: UInt64) {
        let keyed =
            (input.half(0) &+ (input.half(input.count - 4) << 32)) ^ (secret.word(16) ^ secret.word(24))
        var (high, low) = keyed.multipliedFullWidth(by: prime64.0 &+ (count << 2))
        high &+= low << 1
        low ^= high >> 3
        low ^= low >> 35
        low &*= mix.1
        low ^= low >> 28
        return (avalanche(high), low)
    }

    private static func upTo16(_ input: [UInt8], _ count: UInt64) -> (high: UInt64, low: UInt64) {
        let last = input.word(input.count - 8)
        let keyed = input.word(0) ^ last ^ (secret.word(32) ^ secret.word(40))
        let other = last ^ (secret.word(48) ^ secret.word(56))
        var (high, low) = keyed.multipliedFullWidth(by: prime64.0)
        low &+= (count &- 1) << 54
        high &+= other &+ (other & 0xFFFF_FFFF) &* (prime32.1 &- 1)
        low ^= high.byteSwapped
        let product = low.multipliedFullWidth(by: prime64.1)
        return (avalanche(product.high &+ high &* prime64.1), avalanche(product.low))
    }

    private static func finished(_ low: UInt64, _ high: UInt64, _ count: UInt64) -> (high: UInt64, low: UInt64) {
        let sum = low &* prime64.0 &+ high &* prime64.3 &+ count &* prime64.1
        return (0 &- avalanche(sum), avalanche(low &+ high))
    }

    // MARK: Steps

    private static func avalanche(_ hash: UInt64) -> UInt64 {
        let mixed = (hash ^ (hash >> 37)) &* mix.0
        return mixed ^ (mixed >> 32)
    }

    private static func avalanche64(_ hash: UInt64) -> UInt64 {
        var mixed = (hash ^ (hash >> 33)) &* prime64.1
        mixed = (mixed ^ (mixed >> 29)) &* prime64.2
        return mixed ^ (mixed >> 32)
    }

    private static func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.low ^ product.high
    }

    /// Sixteen bytes of input with as many of the secret.
    private static func mixed(_ input: [UInt8], _ offset: Int, _ key: Int) -> UInt64 {
        folded(input.word(offset) ^ secret.word(key), input.word(offset + 8) ^ secret.word(key + 8))
    }

    private static func mixed(
        _ low: UInt64,
        _ high: UInt64,
        _ input: [UInt8],
        _ first: Int,
        _ second: Int,
        _ key: Int
    ) -> (UInt64, UInt64) {
        (
            (low &+ mixed(input, first, key)) ^ (input.word(second) &+ input.word(second + 8)),
            (high &+ mixed(input, second, key + 16)) ^ (input.word(first) &+ input.word(first + 8))
        )
    }

    // MARK: Long inputs

    private static func accumulated(_ input: [UInt8]) -> [UInt64] {
        var sums = [
            prime32.2, prime64.0, prime64.1, prime64.2, prime64.3, prime32.1, prime64.4, prime32.0,
        ]
        let stripes = (secret.count - 64) / 8
        let blocks = (input.count - 1) / (64 * stripes)
        for block in 0..<blocks {
            for stripe in 0..<stripes { accumulate(&sums, input, 64 * (block * stripes + stripe), 8 * stripe) }
            for lane in 0..<8 {
                let key = secret.word(secret.count - 64 + 8 * lane)
                sums[lane] = (sums[lane] ^ (sums[lane] >> 47) ^ key) &* prime32.0
            }
        }
        let done = blocks * 64 * stripes
        for stripe in 0..<((input.count - 1 - done) / 64) { accumulate(&sums, input, done + 64 * stripe, 8 * stripe) }
        accumulate(&sums, input, input.count - 64, secret.count - 64 - 7)
        return sums
    }

    private static func accumulate(_ sums: inout [UInt64], _ input: [UInt8], _ offset: Int, _ key: Int) {
        for lane in 0..<8 {
            let word = input.word(offset + 8 * lane)
            let keyed = word ^ secret.word(key + 8 * lane)
            sums[lane ^ 1] &+= word
            sums[lane] &+= (keyed & 0xFFFF_FFFF) &* (keyed >> 32)
        }
    }

    private static func merged(_ sums: [UInt64], _ key: Int, _ start: UInt64) -> UInt64 {
        var result = start
        for pair in 0..<4 {
            result &+= folded(
                sums[2 * pair] ^ secret.word(key + 16 * pair),
                sums[2 * pair + 1] ^ secret.word(key + 16 * pair + 8)
            )
        }
        return avalanche(result)
    }

    /// The secret of inputs that come without one.
    private static let secret: [UInt8] =
        ([
            0xB8FE_6C39_23A4_4BBE, 0x7C01_812C_F721_AD1C, 0xDED4_6DE9_8390_97DB, 0x7240_A4A4_B7B3_671F,
            0xCB79_E64E_CCC0_E578, 0x825A_D07D_CCFF_7221, 0xB808_4674_F743_248E, 0xE035_90E6_813A_264C,
            0x3C28_52BB_91C3_00CB, 0x88D0_658B_1B53_2EA3, 0x7164_4897_A20D_F94E, 0x3819_EF46_A9DE_ACD8,
            0xA8FA_763F_E39C_343F, 0xF9DC_BBC7_C70B_4F1D, 0x8A51_E04B_CDB4_5931, 0xC89F_7EC9_D978_7364,
            0xEAC5_AC83_34D3_EBC3, 0xC581_A0FF_FA13_63EB, 0x170D_DD51_B7F0_DA49, 0xD316_5526_29D4_689E,
            0x2B16_BE58_7D47_A1FC, 0x8FF8_B8D1_7AD0_31CE, 0x45CB_3A8F_9516_0428, 0xAFD7_FBCA_BB4B_407E,
        ] as [UInt64]).flatMap(\.bigEndianBytes)
}

extension [UInt8] {
    /// The eight bytes from `offset` on, the lowest first.
    fileprivate func word(_ offset: Int) -> UInt64 { half(offset) | half(offset + 4) << 32 }

    /// The four bytes from `offset` on, the lowest first.
    fileprivate func half(_ offset: Int) -> UInt64 {
        UInt64(self[offset]) | UInt64(self[offset + 1]) << 8 | UInt64(self[offset + 2]) << 16
            | UInt64(self[offset + 3]) << 24
    }
}

extension UInt64 {
    fileprivate func rotated(_ count: UInt64) -> UInt64 { self << count | self >> (64 - count) }
}
