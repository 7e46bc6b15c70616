public import Pdata

extension ContentCoding {
    /// The coding that a `Content-Encoding` value names; nil when it is not one of ours.
    public init?(name: String) {
        switch name.trimmingHTTPSpace.asciiLowercased {
        case "": self = .identity
        case "x-gzip": self = .gzip
        case let name: self.init(rawValue: name)
        }
    }

    /// The names that gRPC's peers use, for `grpc-accept-encoding`.
    static let grpcNames = "gzip,snappy,zstd"

    /// The coding that a `grpc-encoding` value names; nil when it is not one of ours.
    init?(grpcName: String) {
        switch grpcName {
        case "", "identity": self = .identity
        case "gzip": self = .gzip
        case "zstd": self = .zstd
        // Upstream registers snappy's framing format under the plain name.
        case "snappy": self = .framedSnappy
        default: return nil
        }
    }

    /// What `grpc-encoding` calls the coding; nil when gRPC has no name for it.
    var grpcName: String? {
        switch self {
        case .identity, .gzip, .zstd: rawValue
        case .framedSnappy: "snappy"
        case .zlib, .deflate, .snappy, .lz4: nil
        }
    }
}
