public import CollectorConfig

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

    /// The coding; nil for one that is not available yet.
    public var coding: ContentCoding? {
        switch self {
        case .unset, .none: .identity
        case .gzip: .gzip
        case .zlib: .zlib
        case .deflate: .deflate
        case .snappy, .framedSnappy, .zstd, .lz4: nil
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
            "From 1 (fastest) to 9 (smallest); 0 is a fast default, -1 zlib's own default of 6, -2 the fastest."
        )
    ]

    /// The level as ``ContentCoding/compress(_:level:)`` counts.
    public var codecLevel: Int {
        switch level {
        case -1: 6
        case ...0: ContentCoding.defaultLevel
        default: min(level, 9)
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
            fix: "allowed for gzip, zlib and deflate: -2 to 9"
        )
    }
}
