public import CollectorConfig
public import Pdata

/// How a client compresses what it sends.
public enum CompressionType: String, SettingValue, CaseIterable, Sendable {
    case unset = ""
    case none
    case gzip
    case zlib
    case deflate
    case snappy
    case framedSnappy = "x-snappy-framed"
    case zstd
    case lz4

    /// Upstream's words.
    public static func message(refusing text: String) -> String? { "unsupported compression type \"\(text)\"" }

    /// The coding of request bodies.
    public var coding: ContentCoding {
        switch self {
        case .unset, .none: .identity
        case .gzip: .gzip
        case .zlib: .zlib
        case .deflate: .deflate
        case .snappy: .snappy
        case .framedSnappy: .framedSnappy
        case .zstd: .zstd
        case .lz4: .lz4
        }
    }

    /// The coding of gRPC messages; nil for one that gRPC does not have.
    var grpcCoding: ContentCoding? {
        switch self {
        case .unset, .none: .identity
        case .gzip: .gzip
        // In gRPC the plain name means the framing format.
        case .snappy: .framedSnappy
        case .zstd: .zstd
        case .zlib, .deflate, .framedSnappy, .lz4: nil
        }
    }

    /// Upstream's words for a name that is no compression.
    static func unsupported(_ name: String) -> String { "unsupported compression type \"\(name)\"" }
}

/// How hard a client compresses.
public struct CompressionParameters: Settings {
    /// The level; 0 for the default, which is fast.
    public var level = 0

    /// The default level.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "level",
            \.level,
            "From 1 (fastest) to 9 (smallest), for zstd to 19; 0 is a fast default, -1 gzip's own default of 6."
        )
    ]

    /// The level as ``ContentCoding/compress(_:level:)`` counts for bodies of `type`; nil for the default.
    public func level(for type: CompressionType) -> Int? {
        switch type {
        case .zstd: level == 0 ? nil : level
        case .gzip, .zlib, .deflate:
            switch level {
            case 0: nil
            case -1: 6
            // Huffman coding alone makes telemetry seven times as large, and takes longer than the fastest level.
            case ..<0: 1
            default: min(level, 9)
            }
        case .unset, .none, .snappy, .framedSnappy, .lz4: nil
        }
    }

    /// Reports a level that `type` does not have.
    func check(for type: CompressionType, _ report: inout ValidationReport) {
        guard level != 0 else { return }
        let isAllowed =
            switch type {
            case .gzip, .zlib, .deflate: (-2...9).contains(level)
            case .zstd: true
            case .unset, .none, .snappy, .framedSnappy, .lz4: false
            }
        guard !isAllowed else { return }
        report.error(
            "unsupported parameters {Level:\(level)} for compression type \"\(type.rawValue)\"",
            at: "compression_params",
            "level",
            fix: "allowed for gzip, zlib and deflate: -2 to 9; for zstd any; the others have no levels"
        )
    }
}
