/// A content coding that servers undo and clients apply.
///
/// Upstream's collector, and many clients, write zlib data under either of `zlib` and `deflate`.
public enum ContentCoding: String, Sendable, Hashable, CaseIterable {
    case identity
    case gzip
    case zlib
    case deflate

    /// The coding that a `Content-Encoding` or `grpc-encoding` value names; nil when it is not one of ours.
    public init?(name: String) {
        switch name.trimmingHTTPSpace.asciiLowercased {
        case "", "identity": self = .identity
        case "gzip", "x-gzip": self = .gzip
        case "zlib": self = .zlib
        case "deflate": self = .deflate
        default: return nil
        }
    }
}
