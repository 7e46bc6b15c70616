internal import CLibDeflate
internal import CollectorAPI

/// One libdeflate decompressor.
final class Decompressor: @unchecked Sendable {
    // Sendable because one caller at a time holds it.
    enum Format {
        case gzip
        case zlib
        case raw
    }

    private let handle: OpaquePointer

    fileprivate init?() {
        guard let handle = libdeflate_alloc_decompressor() else { return nil }
        self.handle = handle
    }

    deinit {
        libdeflate_free_decompressor(handle)
    }

    /// Decompresses one member from `input` into `room` bytes at `output`.
    func run(
        _ format: Format,
        _ input: UnsafeRawPointer,
        _ count: Int,
        _ output: UnsafeMutableRawPointer,
        _ room: Int,
        _ taken: inout Int,
        _ written: inout Int
    ) -> libdeflate_result {
        switch format {
        case .gzip: libdeflate_gzip_decompress_ex(handle, input, count, output, room, &taken, &written)
        case .zlib: libdeflate_zlib_decompress_ex(handle, input, count, output, room, &taken, &written)
        case .raw: libdeflate_deflate_decompress_ex(handle, input, count, output, room, &taken, &written)
        }
    }
}

/// Decompressors at rest.
enum DecompressorPool {
    private static let most = 8
    private static let idle = Lock<[Decompressor]>([])

    static func take() -> Decompressor {
        if let decompressor = idle.withLock({ $0.popLast() }) { return decompressor }
        guard let decompressor = Decompressor() else { preconditionFailure("out of memory: a decompressor asked for") }
        return decompressor
    }

    static func give(_ decompressor: Decompressor) {
        idle.withLock { if $0.count < most { $0.append(decompressor) } }
    }
}
