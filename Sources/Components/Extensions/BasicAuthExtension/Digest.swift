internal import COpenSSL

/// Digests by OpenSSL.
enum Digest {
    static let sha1Size = 20

    static func sha1(_ bytes: [UInt8]) -> [UInt8] { digest(bytes, EVP_sha1(), sha1Size) }

    static func sha256(_ bytes: [UInt8]) -> [UInt8] { digest(bytes, EVP_sha256(), 32) }

    static func md5(_ bytes: [UInt8]) -> [UInt8] { digest(bytes, EVP_md5(), 16) }

    /// Empty, which equals no digest, when OpenSSL refuses the algorithm, as its FIPS mode does.
    private static func digest(_ bytes: [UInt8], _ algorithm: OpaquePointer?, _ size: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: size)
        guard EVP_Digest(bytes, bytes.count, &result, nil, algorithm, nil) == 1 else { return [] }
        return result
    }

    /// Compares in a time that tells nothing but lengths.
    static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return CRYPTO_memcmp(left, right, left.count) == 0
    }
}
