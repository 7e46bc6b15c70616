internal import CollectorNet

/// A user's name and password, as the `Basic` scheme carries them. Source: RFC 7617.
struct BasicCredentials: Sendable, Hashable {
    var username: String
    var password: [UInt8]
    /// Both in base64, as they came.
    var raw: String

    /// Reads the value of an `Authorization` field.
    init(authorization: String) throws(RequestRefusal) {
        let prefix = "basic "
        guard authorization.utf8.count >= prefix.utf8.count,
            String(decoding: authorization.utf8.prefix(prefix.utf8.count), as: UTF8.self).lowercased() == prefix
        else { throw .unauthenticated("invalid authorization scheme prefix") }
        let encoded = String(decoding: authorization.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
        guard let bytes = Base64.decode(encoded), let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let username = String(validating: bytes[..<colon], as: UTF8.self)
        else { throw .unauthenticated("invalid authorization format") }
        self.username = username
        password = Array(bytes[(colon + 1)...])
        raw = encoded
    }

    /// The value of an `Authorization` field for `username` and `password`.
    static func authorization(_ username: String, _ password: String) -> String {
        "Basic " + Base64.encode("\(username):\(password)".utf8, padded: true)
    }
}
