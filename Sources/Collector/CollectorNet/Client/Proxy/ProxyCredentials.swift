/// The user and password that a proxy asks for; never printed.
struct ProxyCredentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let user: [UInt8]
    let password: [UInt8]

    /// Reads `user[:password]` as a URL has it, with percent signs.
    init(parsing text: Substring) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        user = Self.decoded(parts[0])
        password = parts.count > 1 ? Self.decoded(parts[1]) : []
    }

    /// The value of `Proxy-Authorization`. Source: RFC 7617.
    var basic: String { "Basic " + Base64.encode(user + [UInt8(ascii: ":")] + password, padded: true) }

    var description: String { "[REDACTED]" }

    var debugDescription: String { description }

    var customMirror: Mirror { Mirror(self, children: []) }

    /// The bytes that a part of a URL with percent signs stands for.
    private static func decoded(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}
