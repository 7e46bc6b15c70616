internal import CLibDeflate

/// One libdeflate decompressor.
final class DeflateDecompressor: @unchecked Sendable {
    // Sendable because one caller at a time holds it.
    enum Format {
        case gzip
        case zlib
        case raw
    }

    static let pool = CodecPool<DeflateDecompressor>(keeping: 8) { _ in DeflateDecompressor() }

    private let handle: OpaquePointer

    private init?() {
        guard let handle = libdeflate_alloc_decompressor() else { return nil }
        self.handle = handle
    }

    deinit {
        libdeflate_free_decompressor(handle)
    }

    /// Decompresses the one member that `input` begins with into `room` bytes at `output`.
    func run(
        _ format: Format,
        _ input: UnsafeRawBufferPointer,
        _ output: UnsafeMutableRawPointer,
        _ room: Int
    ) -> DecodingAttempt {
        var taken = 0
        var written = 0
        let decompress =
            switch format {
            case .gzip: libdeflate_gzip_decompress_ex
            case .zlib: libdeflate_zlib_decompress_ex
            case .raw: libdeflate_deflate_decompress_ex
            }
        switch decompress(handle, input.baseAddress, input.count, output, room, &taken, &written) {
        case LIBDEFLATE_SUCCESS: return .done(taken: taken, written: written)
        case LIBDEFLATE_INSUFFICIENT_SPACE: return .needsRoom
        default: return .malformed
        }
    }
}
