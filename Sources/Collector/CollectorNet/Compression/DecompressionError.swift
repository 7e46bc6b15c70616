public import Pdata

/// Why bytes could not be decompressed.
public enum DecompressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The bytes are not what their coding says.
    case malformed(ContentCoding)

    /// The decompressed bytes would be more than `limit`.
    case tooLarge(limit: Int)

    /// What is wrong, in one sentence without a full stop.
    public var description: String {
        switch self {
        case .malformed(let coding): "the body is not valid \(coding.rawValue) data"
        case .tooLarge(let limit): "the decompressed body is larger than \(limit) bytes"
        }
    }
}
