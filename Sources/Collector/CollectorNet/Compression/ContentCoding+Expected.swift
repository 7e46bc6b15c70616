internal import Pdata

extension ContentCoding {
    /// How many bytes `body` says that it stands for, or a guess; it may lie, but not beyond what telemetry, or the coding,
    /// can reach at most.
    func expectedLength(of body: Bytes) -> Int {
        let guess = min(body.count, Int.max / 8) * 8
        switch self {
        case .identity: return body.count
        case .gzip: return Inflater.expectedLength(of: body)
        case .zlib, .deflate: return guess
        case .zstd: return ZstdFrames.expectedLength(of: body)
        case .snappy where SnappyFraming.begins(body): return SnappyFraming.expectedLength(of: body) ?? guess
        case .snappy: return body.withUnsafeBytes { SnappyBlock.length(of: $0) } ?? guess
        case .framedSnappy: return SnappyFraming.expectedLength(of: body) ?? guess
        case .lz4: return LZ4Frames.expectedLength(of: body) ?? guess
        }
    }
}
