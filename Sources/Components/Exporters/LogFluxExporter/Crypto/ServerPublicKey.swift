internal import COpenSSL
internal import Pdata

/// The RSA key to which a server holds the private part.
final class ServerPublicKey: Sendable {
    private static let bits = 2048...8192
    private static let maxText = 16 << 10

    // OpenSSL's keys may be used from any thread, and this one never changes.
    private nonisolated(unsafe) let key: OpaquePointer

    /// `SHA256:` and the hexadecimal SHA-256 of the key's DER form, by which a user can compare it.
    let fingerprint: String

    /// The key in `pem`, `-----BEGIN PUBLIC KEY-----` and what follows.
    init(pem: String) throws(CryptoError) {
        guard pem.utf8.count <= Self.maxText, pem.hasPEMFrame else {
            throw CryptoError(description: "handshake init returned non-PEM public_key")
        }
        let text = Array(pem.utf8)
        let read = text.withUnsafeBytes { bytes in
            let memory = BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count))
            defer { BIO_free(memory) }
            return PEM_read_bio_PUBKEY(memory, nil, { _, _, _, _ in -1 }, nil)
        }
        guard let read else { throw .openSSL("read the server's public key") }
        guard EVP_PKEY_get_base_id(read) == EVP_PKEY_RSA, Self.bits.contains(Int(EVP_PKEY_get_bits(read))) else {
            EVP_PKEY_free(read)
            throw CryptoError(description: "the server's public key is not an RSA key of 2048 bits or more")
        }
        key = read
        fingerprint = Self.fingerprint(read)
    }

    deinit {
        EVP_PKEY_free(key)
    }

    /// `secret`, encrypted by RSA-OAEP with SHA-256 for both hashes and no label.
    func encrypt(_ secret: SessionSecret) throws(CryptoError) -> [UInt8] {
        guard let context = EVP_PKEY_CTX_new(key, nil) else { throw .openSSL("encrypt the session key") }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_encrypt_init(context) > 0,
            EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) > 0,
            EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) > 0,
            EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) > 0
        else { throw .openSSL("encrypt the session key") }
        var encrypted = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(key)))
        var count = encrypted.count
        let isDone = secret.withBytes { bytes in
            EVP_PKEY_encrypt(context, &encrypted, &count, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count) > 0
        }
        guard isDone else { throw .openSSL("encrypt the session key") }
        return Array(encrypted.prefix(count))
    }

    private static func fingerprint(_ key: OpaquePointer) -> String {
        var der: UnsafeMutablePointer<UInt8>?
        let count = i2d_PUBKEY(key, &der)
        guard count > 0, let der else { return "" }
        defer { CRYPTO_free(der, "", 0) }
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 32
        guard EVP_Digest(der, Int(count), &digest, &length, EVP_sha256(), nil) == 1 else { return "" }
        return "SHA256:" + Hex.string(digest)
    }
}

extension String {
    /// Whether a public key's lines begin and end this text.
    fileprivate var hasPEMFrame: Bool {
        let lines = split(whereSeparator: \.isNewline).map { $0.filter { $0 != "\r" } }.filter { !$0.isEmpty }
        return lines.first == "-----BEGIN PUBLIC KEY-----" && lines.last == "-----END PUBLIC KEY-----"
    }
}
