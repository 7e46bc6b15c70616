internal import COpenSSL

/// Why something could not be encrypted.
struct CryptoError: Error, CustomStringConvertible {
    let description: String

    /// A failure of OpenSSL to do `what`, with its reason.
    static func openSSL(_ what: String) -> CryptoError {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        guard code != 0, let reason = ERR_reason_error_string(code) else {
            return CryptoError(description: "cannot \(what)")
        }
        return CryptoError(description: "cannot \(what): \(String(cString: reason))")
    }
}

/// Random bytes that nobody can foretell.
enum SecureRandom {
    /// `count` bytes.
    static func bytes(_ count: Int) throws(CryptoError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(clamping: count)) == 1 else { throw .openSSL("make random bytes") }
        return bytes
    }
}
