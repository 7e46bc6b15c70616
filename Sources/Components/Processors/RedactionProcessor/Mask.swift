internal import COpenSSL
internal import Pdata
internal import RegularExpressions

/// What stands in the place of what is masked.
struct Mask: Sendable {
    /// What stands there when there is no hash function, and when a hash cannot be computed.
    static let asterisks = "****"

    private enum Function: String, CaseIterable, Sendable {
        case md5 = "md5"
        case sha1 = "sha1"
        case sha3 = "sha3"
        case hmacSHA256 = "hmac-sha256"
        case hmacSHA512 = "hmac-sha512"

        /// OpenSSL's name of the digest.
        var digest: String {
            switch self {
            case .md5: "MD5"
            case .sha1: "SHA1"
            case .sha3: "SHA3-256"
            case .hmacSHA256: "SHA256"
            case .hmacSHA512: "SHA512"
            }
        }

        /// The least length of its key in bytes; nil for a function without one.
        var keyLength: Int? {
            switch self {
            case .md5, .sha1, .sha3: nil
            case .hmacSHA256: 32
            case .hmacSHA512: 64
            }
        }
    }

    private let function: Function?
    private let algorithm: DigestAlgorithm?
    private let key: [UInt8]
    /// All of each line.
    private let everything: RegularExpression

    init(_ settings: RedactionSettings) throws(RedactionError) {
        let name = settings.hashFunction.lowercased()
        function = Function(rawValue: name)
        guard function != nil || name.isEmpty else {
            throw RedactionError(
                "unknown HashFunction \(settings.hashFunction), allowed functions are sha1, sha3, md5, hmac-sha256 and "
                    + "hmac-sha512",
                at: "hash_function"
            )
        }
        algorithm = function.flatMap { DigestAlgorithm($0.digest) }
        key = Array(settings.hmacKey.value.utf8)
        if let least = function?.keyLength {
            guard !key.isEmpty else {
                throw RedactionError("hmac_key must not be empty with hash_function \(name)", at: "hmac_key")
            }
            guard key.count >= least else {
                throw RedactionError(
                    "hmac_key must be at least \(least) bytes long with hash_function \(name), found \(key.count)",
                    at: "hmac_key"
                )
            }
        }
        do throws(RegularExpressionError) {
            everything = try RegularExpression(".*")
        } catch {
            throw RedactionError("\(error)", at: "hash_function")
        }
    }

    /// What stands for `match`.
    func text(for match: String) -> String {
        guard let function, let algorithm else { return Self.asterisks }
        var match = match
        let digest = match.withUTF8 { bytes in
            function.keyLength == nil ? hash(bytes, algorithm) : hmac(bytes, algorithm)
        }
        return digest ?? Self.asterisks
    }

    /// What stands for each line of `text`.
    func all(of text: String) -> String {
        everything.replacingMatches(in: text) { self.text(for: $0) } ?? Self.asterisks
    }

    private func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ algorithm: DigestAlgorithm) -> String? {
        Self.hexadecimal { digest, length in
            EVP_Digest(bytes.baseAddress, bytes.count, digest, &length, algorithm.handle, nil) == 1
        }
    }

    private func hmac(_ bytes: UnsafeBufferPointer<UInt8>, _ algorithm: DigestAlgorithm) -> String? {
        Self.hexadecimal { digest, length in
            HMAC(algorithm.handle, key, Int32(key.count), bytes.baseAddress, bytes.count, digest, &length) != nil
        }
    }

    private static func hexadecimal(_ body: (UnsafeMutablePointer<UInt8>, inout UInt32) -> Bool) -> String? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(EVP_MAX_MD_SIZE)) { digest -> String? in
            guard let base = digest.baseAddress else { return nil }
            var length: UInt32 = 0
            guard body(base, &length) else { return nil }
            return Hex.string(digest.prefix(Int(length)))
        }
    }
}

/// An algorithm of OpenSSL, searched for once.
private final class DigestAlgorithm: Sendable {
    // Immutable, and made to be shared by threads.
    nonisolated(unsafe) let handle: OpaquePointer

    init?(_ name: String) {
        guard let handle = EVP_MD_fetch(nil, name, nil) else { return nil }
        self.handle = handle
    }

    deinit {
        EVP_MD_free(handle)
    }
}
