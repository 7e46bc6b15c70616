internal import COpenSSL

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

    /// What stands for each line of `text`, as if `.*` were replaced in it.
    func all(of text: String) -> String {
        let newline = UInt8(ascii: "\n")
        guard text.utf8.contains(newline) else { return self.text(for: text) }
        let lines = text.utf8.split(separator: newline, omittingEmptySubsequences: false)
        return lines.map { self.text(for: String(Substring($0))) }.joined(separator: "\n")
    }

    private func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ algorithm: DigestAlgorithm) -> String? {
        Self.digest { digest, length in
            EVP_Digest(bytes.baseAddress, bytes.count, digest, &length, algorithm.handle, nil) == 1
        }
    }

    private func hmac(_ bytes: UnsafeBufferPointer<UInt8>, _ algorithm: DigestAlgorithm) -> String? {
        Self.digest { digest, length in
            HMAC(algorithm.handle, key, Int32(key.count), bytes.baseAddress, bytes.count, digest, &length) != nil
        }
    }

    private static func digest(_ body: (UnsafeMutablePointer<UInt8>, inout UInt32) -> Bool) -> String? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(EVP_MAX_MD_SIZE)) { digest -> String? in
            guard let base = digest.baseAddress else { return nil }
            var length: UInt32 = 0
            guard body(base, &length) else { return nil }
            return hexadecimal(UnsafePointer(base), Int(length))
        }
    }
}

/// `count` bytes at `base` as two lower-case digits each; over every value of a request, so without generics.
private func hexadecimal(_ base: UnsafePointer<UInt8>, _ count: Int) -> String {
    func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value }
    return String(unsafeUninitializedCapacity: count * 2) { output in
        for index in 0..<count {
            output[2 * index] = digit(base[index] >> 4)
            output[2 * index + 1] = digit(base[index] & 15)
        }
        return count * 2
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
