/// Why text is not a proxy that we can use.
struct ProxyError: Error, Hashable, CustomStringConvertible {
    let description: String
}

/// What stands between a client and its servers, and how it is spoken to.
struct Proxy: Sendable, Hashable, CustomStringConvertible {
    enum Scheme: String, Sendable {
        /// HTTP: plain requests are sent to the proxy, `CONNECT` opens the way for encrypted ones.
        case http
        /// As `http`, over TLS.
        case https
        /// SOCKS5, which looks up names itself, as `socks5h` says outright.
        case socks5

        /// The scheme called `name` in any case; nil for one that we do not speak.
        init?(_ name: Substring) {
            let name = String(name).asciiLowercased
            self.init(rawValue: name == "socks5h" ? "socks5" : name)
        }
    }

    let scheme: Scheme
    let host: String
    let port: Int

    /// Who asks; nil where the proxy need not know.
    let credentials: ProxyCredentials?

    /// Reads `scheme://[user[:password]@]host[:port]`; without a scheme it is `http`.
    init(parsing text: String) throws(ProxyError) {
        var rest = text[...]
        var scheme = Scheme.http
        if let mark = rest.firstPlace(of: "://") {
            scheme = try Self.scheme(rest[..<mark.lowerBound])
            rest = rest[mark.upperBound...]
        }
        self.scheme = scheme
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = rest.lastIndex(of: "@") {
            credentials = ProxyCredentials(parsing: rest[..<at])
            rest = rest[rest.index(after: at)...]
        } else {
            credentials = nil
        }
        do throws(HTTPURLError) {
            let url = try HTTPURL(parsing: "\(scheme == .https ? "https" : "http")://\(rest)")
            let isPortWritten = url.authority.last != "]" && url.authority.contains(":")
            host = url.host
            port = scheme == .socks5 && !isPortWritten ? 1080 : url.port
        } catch {
            // Nothing is quoted: a password with a character that ends a host's name would be, or one without an @.
            throw ProxyError(description: "invalid proxy address: its host or port is malformed")
        }
    }

    private static func scheme(_ name: Substring) throws(ProxyError) -> Scheme {
        if let scheme = Scheme(name) { return scheme }
        // What is no scheme at all may be a part of a password.
        let isName = name.utf8.allSatisfy { HTTP1Syntax.isTokenByte($0) }
        throw ProxyError(
            description: "a proxy is reached by http://, https:// or socks5://"
                + (isName ? "; \(String(name).asciiLowercased):// is not supported" : "")
        )
    }

    /// Whether plain requests are sent to the proxy, which sends them on; else it passes on bytes only.
    var takesRequests: Bool { scheme != .socks5 }

    /// The proxy's host and port.
    var description: String { Endpoint(host: host, port: port).description }
}
