internal import COpenSSL

/// OpenSSL's errors of this thread.
enum OpenSSLError {
    /// The text of the latest error; nil when there is none.
    static var next: String? {
        let code = ERR_peek_last_error()
        guard code != 0 else { return nil }
        return ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
    }

    /// The reason of the latest error that TLS itself raised; 0 when there is none.
    static var reason: Int32 {
        // ERR_GET_REASON, which is a macro.
        Int32(truncatingIfNeeded: ERR_peek_last_error() & 0x7f_ffff)
    }
}
