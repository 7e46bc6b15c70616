/// A group for the exchange of keys, as users write it.
enum TLSCurve: String, CaseIterable, Sendable {
    case p256 = "P256"
    case p384 = "P384"
    case p521 = "P521"
    case x25519 = "X25519"
    case x25519MLKEM768 = "X25519MLKEM768"

    var openSSLName: String {
        switch self {
        case .p256: "P-256"
        case .p384: "P-384"
        case .p521: "P-521"
        case .x25519, .x25519MLKEM768: rawValue
        }
    }
}
