internal import CZstd
internal import Pdata

/// One zstd compressor: its tables take a megabyte and more, so they are kept and used again.
final class ZstdCompressor: @unchecked Sendable {
    // Sendable because one caller at a time holds it.

    /// The level when the user sets none, as upstream's encoder has it.
    private static let defaultLevel = 1

    /// The highest level whose frames every decoder must take: beyond it windows exceed 8 MiB.
    private static let maxLevel = 19

    private static let pool = CodecPool<ZstdCompressor>(keeping: 4) { ZstdCompressor(level: $0) }

    private let handle: OpaquePointer
    private var scratch = CompressionScratch()

    private init?(level: Int) {
        guard let handle = ZSTD_createCCtx() else { return nil }
        self.handle = handle
        ZSTD_CCtx_setParameter(handle, ZSTD_c_compressionLevel, Int32(level))
        ZSTD_CCtx_setParameter(handle, ZSTD_c_checksumFlag, 1)
    }

    deinit {
        ZSTD_freeCCtx(handle)
    }

    /// `parts`, one after the other, as one frame with its length and checksum.
    static func compress(_ parts: [Bytes], level: Int?) -> Bytes {
        let level = min(max(level ?? defaultLevel, Int(ZSTD_minCLevel())), maxLevel)
        return pool.use(level: level) { $0.compress(parts) }
    }

    private func compress(_ parts: [Bytes]) -> Bytes {
        scratch.compress(parts, bound: { ZSTD_compressBound($0) }) { source, target in
            let written = ZSTD_compress2(handle, target.baseAddress, target.count, source.baseAddress, source.count)
            // With this much room, all that is left to fail is to get memory.
            precondition(ZSTD_isError(written) == 0, "out of memory: zstd of \(source.count) bytes asked for")
            return written
        }
    }
}
