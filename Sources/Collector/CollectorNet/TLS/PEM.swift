internal import COpenSSL

/// A certificate, kept alive.
final class TLSCertificate: @unchecked Sendable {
    // Sendable because OpenSSL counts references atomically, and a certificate does not change.
    let pointer: OpaquePointer

    /// Takes over the caller's reference to `pointer`.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        X509_free(pointer)
    }
}

/// Reads what PEM text holds.
enum PEM {
    /// The certificates in `text`, in order; a block that cannot be read is left out.
    ///
    /// - Returns: and whether each block could be read.
    static func certificates(_ text: [UInt8]) -> (found: [TLSCertificate], areAllSound: Bool) {
        withMemory(text) { memory in
            var found: [TLSCertificate] = []
            var areAllSound = true
            while true {
                ERR_clear_error()
                if let certificate = PEM_read_bio_X509(memory, nil, { _, _, _, _ in -1 }, nil) {
                    found.append(TLSCertificate(owning: certificate))
                    continue
                }
                let isEnd = PEM.isEnd(ERR_peek_last_error())
                ERR_clear_error()
                if isEnd { return (found, areAllSound) }
                areAllSound = false
                // A block that was not even taken in would be met again and again.
                if BIO_ctrl(memory, BIO_CTRL_PENDING, 0, nil) == 0 { return (found, areAllSound) }
            }
        }
    }

    /// Calls `body` with the first private key in `text`; nil when it holds none, or only a locked one.
    static func withPrivateKey<Result>(_ text: [UInt8], _ body: (OpaquePointer) -> Result) -> Result? {
        withMemory(text) { memory in
            defer { ERR_clear_error() }
            // Without the closure, OpenSSL would ask on the terminal for the password of a locked key.
            guard let key = PEM_read_bio_PrivateKey(memory, nil, { _, _, _, _ in -1 }, nil) else { return nil }
            defer { EVP_PKEY_free(key) }
            return body(key)
        }
    }

    private static func isEnd(_ error: UInt) -> Bool {
        // ERR_GET_LIB and ERR_GET_REASON, which are macros.
        Int32(truncatingIfNeeded: error >> 23 & 0xff) == ERR_LIB_PEM
            && Int32(truncatingIfNeeded: error & 0x7f_ffff) == PEM_R_NO_START_LINE
    }

    private static func withMemory<Result>(_ text: [UInt8], _ body: (OpaquePointer?) -> Result) -> Result {
        text.withUnsafeBytes { bytes in
            let memory = BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count))
            defer { BIO_free(memory) }
            return body(memory)
        }
    }
}
