internal import COpenSSL

/// Which OpenSSL this process runs with.
enum OpenSSLVersion {
    /// Such as `OpenSSL 3.0.22`.
    static var text: String {
        let whole = OpenSSL_version(OPENSSL_VERSION).map { String(cString: $0) } ?? ""
        let words = whole.split(separator: " ").prefix(2)
        return words.isEmpty ? "this system's OpenSSL" : words.joined(separator: " ")
    }
}
