/// A cipher suite by its IANA name, as Go and users write it.
struct TLSCipherSuite: Sendable {
    /// Such as `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`.
    let name: String

    /// OpenSSL's name; nil for a suite of TLS 1.3, all of which are always offered.
    let openSSLName: String?

    /// Whether it is taken without `include_insecure_cipher_suites`.
    let isSecure: Bool

    /// The suites that Go knows, in the order of preference.
    static let all: [TLSCipherSuite] =
        ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"].map {
            TLSCipherSuite(name: $0, openSSLName: nil, isSecure: true)
        }
        + [
            ("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"),
            ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"),
            ("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"),
            ("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384"),
            ("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"),
            ("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305"),
            ("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE-ECDSA-AES128-SHA"),
            ("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE-RSA-AES128-SHA"),
            ("TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE-ECDSA-AES256-SHA"),
            ("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE-RSA-AES256-SHA"),
        ].map { TLSCipherSuite(name: $0.0, openSSLName: $0.1, isSecure: true) }
        + [
            ("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "ECDHE-ECDSA-AES128-SHA256"),
            ("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "ECDHE-RSA-AES128-SHA256"),
            ("TLS_RSA_WITH_AES_128_GCM_SHA256", "AES128-GCM-SHA256"),
            ("TLS_RSA_WITH_AES_256_GCM_SHA384", "AES256-GCM-SHA384"),
            ("TLS_RSA_WITH_AES_128_CBC_SHA256", "AES128-SHA256"), ("TLS_RSA_WITH_AES_128_CBC_SHA", "AES128-SHA"),
            ("TLS_RSA_WITH_AES_256_CBC_SHA", "AES256-SHA"),
            ("TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", "ECDHE-RSA-DES-CBC3-SHA"),
            ("TLS_RSA_WITH_3DES_EDE_CBC_SHA", "DES-CBC3-SHA"),
            ("TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", "ECDHE-ECDSA-RC4-SHA"),
            ("TLS_ECDHE_RSA_WITH_RC4_128_SHA", "ECDHE-RSA-RC4-SHA"), ("TLS_RSA_WITH_RC4_128_SHA", "RC4-SHA"),
        ].map { TLSCipherSuite(name: $0.0, openSSLName: $0.1, isSecure: false) }

    /// The suite called `name`, if it may be used.
    static func find(_ name: String, includingInsecure: Bool) -> TLSCipherSuite? {
        all.first { $0.name == name && ($0.isSecure || includingInsecure) }
    }

    /// AES of 128 bits before that of 256 in TLS 1.3, as Go has it: it is safe, and costs a quarter less.
    static let tls13 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"

    /// OpenSSL's list of the suites before TLS 1.3 that are offered unless some are chosen.
    static let defaults = all.filter(\.isSecure).compactMap(\.openSSLName)
}
