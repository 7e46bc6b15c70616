/// How the bytes of a body stand for other, more bytes.
///
/// The raw value is the name in `Content-Encoding`. Upstream's collector, and many clients, write zlib data under either
/// of `zlib` and `deflate`.
public enum ContentCoding: String, Sendable, Hashable, CaseIterable {
    case identity
    case gzip
    case zlib
    case deflate
    case zstd
    /// One snappy block.
    case snappy
    /// Snappy's framing format, which gRPC calls `snappy`.
    case framedSnappy = "x-snappy-framed"
    /// LZ4's frame format.
    case lz4
}
