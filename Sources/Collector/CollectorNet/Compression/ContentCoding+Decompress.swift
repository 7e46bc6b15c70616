public import Pdata

extension ContentCoding {
    /// The bytes behind `body`.
    ///
    /// Memory grows with what really comes out, and never beyond `limit`: a bomb is refused there. Checksums and
    /// lengths are checked; gzip, zstd, framed snappy and lz4 data may have several parts, and nothing may follow the
    /// last.
    public func decompress(_ body: Bytes, limit: Int) throws(DecompressionError) -> Bytes {
        try decompressed(body, limit: limit).bytes
    }

    /// The bytes behind `body`, and whether it can be sent on as it is.
    func decompressed(_ body: Bytes, limit: Int) throws(DecompressionError) -> Decompressed {
        switch self {
        case .identity:
            guard body.count <= limit else { throw .tooLarge(limit: limit) }
            return Decompressed(bytes: body)
        case .gzip: return try Inflater.gzip(body, limit: limit)
        case .zlib: return try Inflater.zlib(body, limit: limit, self)
        case .deflate:
            return Inflater.hasZlibHeader(body)
                ? try Inflater.zlib(body, limit: limit, self) : try Inflater.raw(body, limit: limit)
        case .zstd: return try ZstdFrames.decompress(body, limit: limit)
        case .snappy:
            // Upstream's collector framed what it called snappy until 0.131, and still takes it.
            return SnappyFraming.begins(body)
                ? try SnappyFraming.decompress(body, limit: limit) : try SnappyBlock.decompress(body, limit: limit)
        case .framedSnappy: return try SnappyFraming.decompress(body, limit: limit)
        case .lz4: return try LZ4Frames.decompress(body, limit: limit)
        }
    }
}
