internal import Pdata

/// The 32-bit FNV-1a hash of a seed and what is behind it, from which `hash_seed` takes its randomness.
///
/// Bit for bit upstream's: collectors of both kinds in one fleet decide alike.
struct SeededHash {
    private var state: UInt32 = 2_166_136_261

    init(seed: UInt32) {
        for shift in stride(from: 0, to: 32, by: 8) { combine(UInt8(truncatingIfNeeded: seed >> UInt32(shift))) }
    }

    private mutating func combine(_ byte: UInt8) {
        state = (state ^ UInt32(byte)) &* 16_777_619
    }

    mutating func combine(_ bytes: RawSpan) {
        for index in bytes.byteOffsets { combine(bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)) }
    }

    mutating func combine(_ text: String) {
        for byte in text.utf8 { combine(byte) }
    }

    mutating func combine(_ id: TraceID) {
        for half in [id.high, id.low] {
            for shift in stride(from: 56, through: 0, by: -8) {
                combine(UInt8(truncatingIfNeeded: half >> UInt64(shift)))
            }
        }
    }

    /// How many buckets the hash is sorted into.
    static let buckets: UInt32 = 1 << 14

    var value: UInt32 { state }

    /// The randomness that its low 14 bits stand for, in reverse, so that a threshold keeps what the original comparison
    /// kept: those 14 bits decide, others only fill the 56.
    var randomness: Randomness {
        let bucket = UInt64(state & (Self.buckets - 1))
        let unused = UInt64(state >> 18)
        let mixed = unused ^ (unused << 10)
        return Randomness(value: (UInt64(Self.buckets) - 1 - bucket) << 42 | mixed << 14 | bucket)
    }
}
