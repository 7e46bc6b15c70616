/// Why text is not a proxy that we can use.
struct ProxyError: Error, Hashable, CustomStringConvertible {
    let description: String
}

/// A proxy for HTTP.
struct Proxy: Sendable, Hashable {
    let host: String
    let port: Int

    /// The value of `Proxy-Authorization`; nil where none is needed.
    let authorization: String?

    /// Reads `http://[user:password@]host[:port]`; the scheme may be left out.
    init(parsing text: String) throws(ProxyError) {
        var rest = text[...]
        if let mark = rest.firstPlace(of: "://") {
            let scheme = String(rest[..<mark.lowerBound]).asciiLowercased
            guard scheme == "http" else {
                throw ProxyError(
                    description: "a proxy is reached by http://, and encrypted requests pass through it unopened; "
                        + "\(scheme):// is not supported"
                )
            }
            rest = rest[mark.upperBound...]
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = rest.lastIndex(of: "@") {
            let user = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decoded(user[0]) + [UInt8(ascii: ":")]
            authorization = "Basic " + Base64.encode(name + (user.count > 1 ? Self.decoded(user[1]) : []), padded: true)
            rest = rest[rest.index(after: at)...]
        } else {
            authorization = nil
        }
        do throws(HTTPURLError) {
            let url = try HTTPURL(parsing: "http://\(rest)")
            (host, port) = (url.host, url.port)
        } catch {
            // A password with a character that ends a host's name would be quoted.
            let reason = text.contains("@") ? "the host or port behind the @ is malformed" : error.description
            throw ProxyError(description: "invalid proxy address: \(reason)")
        }
    }

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
