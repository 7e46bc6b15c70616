internal import CLibDeflate
internal import Pdata

/// One libdeflate compressor: hundreds of kilobytes of tables, so they are kept and used again.
final class DeflateCompressor: @unchecked Sendable {
    // Sendable because one caller at a time holds it.

    /// The level when the user sets none: on telemetry within a percent of zlib's default in size, at a fifth of its
    /// CPU time.
    static let defaultLevel = 1

    private static let pool = CodecPool<DeflateCompressor>(keeping: 4) { DeflateCompressor(level: $0) }

    private let handle: OpaquePointer
    private var scratch = CompressionScratch()

    private init?(level: Int) {
        guard let handle = libdeflate_alloc_compressor(Int32(level)) else { return nil }
        self.handle = handle
    }

    deinit {
        libdeflate_free_compressor(handle)
    }

    /// `parts`, one after the other, as one gzip member, or as zlib data for any other coding.
    static func compress(_ parts: [Bytes], _ coding: ContentCoding, level: Int?) -> Bytes {
        pool.use(level: min(max(level ?? defaultLevel, 0), 12)) { compressor in
            compressor.compress(parts, isGzip: coding == .gzip)
        }
    }

    private func compress(_ parts: [Bytes], isGzip: Bool) -> Bytes {
        let bound = isGzip ? libdeflate_gzip_compress_bound : libdeflate_zlib_compress_bound
        let run = isGzip ? libdeflate_gzip_compress : libdeflate_zlib_compress
        return scratch.compress(parts, bound: { bound(handle, $0) }) { source, target in
            run(handle, source.baseAddress, source.count, target.baseAddress, target.count)
        }
    }
}
