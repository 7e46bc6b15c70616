internal import CLibDeflate
internal import CollectorAPI

/// One libdeflate compressor: hundreds of kilobytes of tables, so they are kept and used again.
final class Compressor: @unchecked Sendable {
    // Sendable because one caller at a time holds it.
    let level: Int
    private let handle: OpaquePointer

    fileprivate init?(level: Int) {
        guard let handle = libdeflate_alloc_compressor(Int32(level)) else { return nil }
        self.level = level
        self.handle = handle
    }

    deinit {
        libdeflate_free_compressor(handle)
    }

    /// The most bytes that `count` can become.
    func bound(_ coding: ContentCoding, _ count: Int) -> Int {
        coding == .gzip ? libdeflate_gzip_compress_bound(handle, count) : libdeflate_zlib_compress_bound(handle, count)
    }

    /// Compresses `source` into `room` bytes at `target`; returns how many it took.
    func run(
        _ coding: ContentCoding,
        _ source: UnsafeRawBufferPointer,
        _ target: UnsafeMutableRawPointer,
        _ room: Int
    ) -> Int {
        // A valid pointer also for no bytes at all: libdeflate does not read it then.
        let input = source.baseAddress ?? UnsafeRawPointer(target)
        return coding == .gzip
            ? libdeflate_gzip_compress(handle, input, source.count, target, room)
            : libdeflate_zlib_compress(handle, input, source.count, target, room)
    }
}

/// Compressors at rest, a few for each level in use.
enum CompressorPool {
    private static let most = 4
    private static let idle = Lock<[Int: [Compressor]]>([:])

    static func take(level: Int) -> Compressor {
        if let compressor = idle.withLock({ $0[level]?.popLast() }) { return compressor }
        guard let compressor = Compressor(level: level) else {
            preconditionFailure("out of memory: a compressor of level \(level) asked for")
        }
        return compressor
    }

    static func give(_ compressor: Compressor) {
        idle.withLock { idle in
            guard idle[compressor.level, default: []].count < most else { return }
            idle[compressor.level, default: []].append(compressor)
        }
    }
}
