internal import COpenSSL
internal import Pdata

/// Encrypts entries by AES-256-GCM under one session key.
struct EntryCipher: ~Copyable {
    /// The length of a nonce in bytes.
    static let nonceSize = 12
    /// The length of what authenticates an entry, at its end, in bytes.
    static let tagSize = 16

    private let context: OpaquePointer

    /// A cipher under `secret`.
    init(_ secret: SessionSecret) throws(CryptoError) {
        context = try Self.context(secret)
    }

    deinit {
        EVP_CIPHER_CTX_free(context)
    }

    /// Appends `plaintext`, encrypted with `nonce`, and its tag to `output`. A nonce serves once.
    func seal(_ plaintext: Bytes, nonce: [UInt8], into output: inout ByteBuilder) throws(CryptoError) {
        precondition(nonce.count == Self.nonceSize, "AES-GCM is used with nonces of 12 bytes")
        var isDone = false
        output.append(capacity: plaintext.count + Self.tagSize) { room in
            guard let target = room.bindMemory(to: UInt8.self).baseAddress else { return 0 }
            isDone = plaintext.withUnsafeBytes { seal($0, nonce, target) }
            return isDone ? room.count : 0
        }
        guard isDone else { throw .openSSL("encrypt an entry") }
    }

    private static func context(_ secret: SessionSecret) throws(CryptoError) -> OpaquePointer {
        guard let context = EVP_CIPHER_CTX_new() else { throw .openSSL("set up AES-256-GCM") }
        let isReady = secret.withBytes { key in
            EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key.bindMemory(to: UInt8.self).baseAddress, nil) == 1
        }
        guard isReady else {
            EVP_CIPHER_CTX_free(context)
            throw .openSSL("set up AES-256-GCM")
        }
        return context
    }

    private func seal(
        _ plaintext: UnsafeRawBufferPointer,
        _ nonce: [UInt8],
        _ target: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        guard let count = Int32(exactly: plaintext.count) else { return false }
        var written: Int32 = 0
        var last: Int32 = 0
        let source = plaintext.bindMemory(to: UInt8.self).baseAddress
        guard EVP_EncryptInit_ex(context, nil, nil, nil, nonce) == 1,
            EVP_EncryptUpdate(context, target, &written, source, count) == 1,
            EVP_EncryptFinal_ex(context, target + Int(written), &last) == 1,
            written + last == count
        else { return false }
        return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagSize), target + plaintext.count) == 1
    }
}
