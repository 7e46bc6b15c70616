/// Why text is not a URL that we can request.
struct HTTPURLError: Error, Hashable, CustomStringConvertible {
    let description: String
}

/// An `http` or `https` URL taken apart.
struct HTTPURL: Sendable, Hashable {
    /// Whether the scheme is `https`.
    var isTLS: Bool

    /// The host without brackets.
    var host: String

    /// The port, the scheme's own when none is written.
    var port: Int

    /// The host and port as the `Host` field has them.
    var authority: String

    /// The path and query that a request line has; begins with a slash.
    var target: String

    /// Takes `text` apart.
    init(parsing text: String) throws(HTTPURLError) {
        guard let mark = text.firstPlace(of: "://") else {
            throw HTTPURLError(description: "\"\(Self.safe(text))\" has no scheme: http:// or https://")
        }
        switch String(text[..<mark.lowerBound]).asciiLowercased {
        case "http": isTLS = false
        case "https": isTLS = true
        default: throw HTTPURLError(description: "the scheme of \"\(Self.safe(text))\" is neither http nor https")
        }
        let rest = text[mark.upperBound...].prefix { $0 != "#" }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.contains("@") else {
            throw HTTPURLError(description: "a URL with a user or password is not taken: send credentials in headers")
        }
        var host = authority
        var port = isTLS ? 443 : 80
        var written = true
        if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
            host = authority[..<colon]
            let digits = authority[authority.index(after: colon)...]
            written = !digits.isEmpty
            if written {
                guard digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                    let number = Int(digits), (1...65535).contains(number)
                else { throw HTTPURLError(description: "invalid port \"\(digits)\"") }
                port = number
            }
        }
        let isBracketed = host.first == "[" && host.last == "]"
        let name = isBracketed ? host.dropFirst().dropLast() : host
        guard !name.isEmpty, isBracketed || !name.contains(":"), name.utf8.allSatisfy(Self.isHostByte) else {
            throw HTTPURLError(description: "\"\(Self.safe(text))\" names no proper host")
        }
        let target = rest[end...]
        guard target.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw HTTPURLError(
                description: "the path of \"\(Self.safe(text))\" has characters that must be percent-coded"
            )
        }
        self.host = String(name)
        self.port = port
        self.authority = String(written ? authority : authority.dropLast())
        self.target = target.first == "/" ? String(target) : "/" + target
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        (0x21...0x7e).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
    }

    /// `text` fit for a message: without what stands before an `@`, and without control characters.
    private static func safe(_ text: String) -> String {
        let shown = text.firstIndex(of: "@").map { "…" + text[$0...] } ?? text
        return String(shown.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }.map(Character.init))
    }
}
