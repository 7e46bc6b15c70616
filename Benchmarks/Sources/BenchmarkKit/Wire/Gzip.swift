internal import CWire

/// gzip, of whole messages.
enum Gzip {
    /// The size of the result of zlib's level 6, gRPC's and most backends' default.
    static func zlibSize(_ bytes: UnsafeRawBufferPointer) -> Int {
        var size = compressBound(uLong(bytes.count))
        let target = UnsafeMutablePointer<UInt8>.allocate(capacity: Int(size))
        defer { target.deallocate() }
        let source = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
        guard compress2(target, &size, source, uLong(bytes.count), 6) == Z_OK else { return 0 }
        // zlib's frame has 6 bytes, gzip's has 18.
        return Int(size) + 12
    }
}

/// Compresses one message after the other; used by one thread.
final class GzipCompressor {
    private let compressor: OpaquePointer?

    /// A compressor whose results are as large as those of most clients, which use zlib's level 6.
    init() {
        compressor = libdeflate_alloc_compressor(6)
    }

    deinit {
        libdeflate_free_compressor(compressor)
    }

    func compress(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let bound = libdeflate_gzip_compress_bound(compressor, bytes.count)
        return [UInt8](unsafeUninitializedCapacity: bound) { target, count in
            count = libdeflate_gzip_compress(compressor, bytes.baseAddress, bytes.count, target.baseAddress, bound)
        }
    }
}

/// Undoes gzip of one message after the other; used by one thread.
final class GzipDecompressor {
    private static let most = 256 << 20

    private let decompressor: OpaquePointer?

    init() {
        decompressor = libdeflate_alloc_decompressor()
    }

    deinit {
        libdeflate_free_decompressor(decompressor)
    }

    /// What `bytes` hold, one gzip member or several; nil when that is not gzip.
    func decompress(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let (member, consumed) = member(UnsafeRawBufferPointer(rebasing: rest)) else { return nil }
            result += member
            rest = rest.dropFirst(consumed)
        }
        return result
    }

    private func member(_ bytes: UnsafeRawBufferPointer) -> (bytes: [UInt8], consumed: Int)? {
        var capacity = max(4096, bytes.count * 8)
        while capacity <= Self.most {
            var consumed = 0
            var outcome = LIBDEFLATE_BAD_DATA
            let member = [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
                outcome = libdeflate_gzip_decompress_ex(
                    decompressor,
                    bytes.baseAddress,
                    bytes.count,
                    target.baseAddress,
                    capacity,
                    &consumed,
                    &count
                )
                if outcome != LIBDEFLATE_SUCCESS { count = 0 }
            }
            if outcome == LIBDEFLATE_SUCCESS { return (member, consumed) }
            guard outcome == LIBDEFLATE_INSUFFICIENT_SPACE else { return nil }
            capacity *= 4
        }
        return nil
    }
}
