internal import CZstd

/// One zstd decompressor. It decodes whole frames into the output, and never needs a window of its own.
final class ZstdDecompressor: @unchecked Sendable {
    // Sendable because one caller at a time holds it.
    static let pool = CodecPool<ZstdDecompressor>(keeping: 8) { _ in ZstdDecompressor() }

    private let handle: OpaquePointer

    private init?() {
        guard let handle = ZSTD_createDCtx() else { return nil }
        self.handle = handle
    }

    deinit {
        ZSTD_freeDCtx(handle)
    }

    /// Decodes the one frame that `frame` is into `room` bytes at `output`.
    func run(_ frame: UnsafeRawBufferPointer, _ output: UnsafeMutableRawPointer, _ room: Int) -> DecodingAttempt {
        let written = ZSTD_decompressDCtx(handle, output, room, frame.baseAddress, frame.count)
        guard ZSTD_isError(written) != 0 else { return .done(taken: frame.count, written: written) }
        return ZSTD_getErrorCode(written) == ZSTD_error_dstSize_tooSmall ? .needsRoom : .malformed
    }
}
