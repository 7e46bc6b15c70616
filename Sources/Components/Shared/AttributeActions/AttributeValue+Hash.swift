internal import COpenSSL
internal import Pdata

extension AttributeValue {
    /// The SHA-256 of the value in lower-case hexadecimal digits: of a string's UTF-8, a bool's one byte, a number's
    /// eight bytes, the lowest first. Nothing for anything else, nor for an empty string.
    var sha256: String {
        switch self {
        case .string(let text):
            var text = text
            return text.withUTF8 { $0.isEmpty ? "" : Self.digest(UnsafeRawBufferPointer($0)) }
        case .bool(let bool):
            return withUnsafeBytes(of: UInt8(bool ? 1 : 0)) { Self.digest($0) }
        case .int(let int):
            return withUnsafeBytes(of: int.littleEndian) { Self.digest($0) }
        case .double(let double):
            return withUnsafeBytes(of: double.bitPattern.littleEndian) { Self.digest($0) }
        case .empty, .bytes, .array, .map:
            return ""
        }
    }

    // Fetched once: OpenSSL searches its providers each time for what `EVP_sha256` names. Immutable, and never freed.
    private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

    private static func digest(_ bytes: UnsafeRawBufferPointer) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(EVP_MAX_MD_SIZE)) { digest in
            var length: UInt32 = 0
            guard EVP_Digest(bytes.baseAddress, bytes.count, digest.baseAddress, &length, algorithm, nil) == 1 else {
                // Only without memory; a value that should be hashed must not stay readable.
                return ""
            }
            return Hex.string(digest.prefix(Int(length)))
        }
    }
}
