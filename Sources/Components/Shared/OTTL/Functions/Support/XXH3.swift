internal import CXXHash

/// The hashes XXH3 of 64 and 128 bits, without a seed.
enum XXH3 {
    /// The hash of 64 bits.
    static func hash64(_ input: [UInt8]) -> UInt64 {
        input.withUnsafeBytes { XXH3_64bits($0.baseAddress, $0.count) }
    }

    /// The two halves of the hash of 128 bits.
    static func hash128(_ input: [UInt8]) -> (high: UInt64, low: UInt64) {
        let hash = input.withUnsafeBytes { XXH3_128bits($0.baseAddress, $0.count) }
        return (hash.high64, hash.low64)
    }
}
