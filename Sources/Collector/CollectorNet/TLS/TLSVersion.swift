internal import COpenSSL

/// A version of TLS, as users write it.
enum TLSVersion: String, CaseIterable, Sendable, Comparable {
    case tls10 = "1.0"
    case tls11 = "1.1"
    case tls12 = "1.2"
    case tls13 = "1.3"

    /// The number on the wire.
    var number: Int {
        switch self {
        case .tls10: Int(TLS1_VERSION)
        case .tls11: Int(TLS1_1_VERSION)
        case .tls12: Int(TLS1_2_VERSION)
        case .tls13: Int(TLS1_3_VERSION)
        }
    }

    static func < (lhs: TLSVersion, rhs: TLSVersion) -> Bool { lhs.number < rhs.number }
}
