internal import CollectorAPI

/// The cookies that servers gave to one client, sent back to them; never kept beyond the process. Source: RFC 6265.
final class CookieJar: Sendable {
    private struct Cookie {
        var name: String
        var value: String
        var domain: String
        var path: String
        var isHostOnly: Bool
        var isSecure: Bool
        /// Seconds since 1970; nil for as long as the client lives.
        var expires: Int?
    }

    /// The most cookies, and the most bytes of one: what RFC 6265 asks of a client for one server.
    private static let maxCookies = 50
    private static let maxSize = 4096

    private let cookies = Lock<[Cookie]>([])

    /// The value of `Cookie` for a request to `url`; nil when there is no cookie for it.
    func header(for url: HTTPURL, now: Int) -> String? {
        let path = String(url.target.prefix { $0 != "?" })
        let host = url.host.asciiLowercased
        let matching = cookies.withLock { cookies in
            cookies.removeAll { $0.expires.map { $0 <= now } ?? false }
            return cookies.filter { cookie in
                Self.matches(host, cookie) && Self.matches(path, cookie.path) && (url.isTLS || !cookie.isSecure)
            }
        }
        guard !matching.isEmpty else { return nil }
        // Those of longer paths go first.
        let sorted = matching.enumerated().sorted { left, right in
            let (a, b) = (left.element.path.utf8.count, right.element.path.utf8.count)
            return a == b ? left.offset < right.offset : a > b
        }
        return sorted.map { "\($0.element.name)=\($0.element.value)" }.joined(separator: "; ")
    }

    /// Takes the cookies that an answer to a request to `url` sets.
    func take(_ headers: HTTPHeaders, from url: HTTPURL, now: Int) {
        for text in headers.all("set-cookie") where text.utf8.count <= Self.maxSize {
            guard let cookie = Self.parse(text, url, now) else { continue }
            cookies.withLock { cookies in
                cookies.removeAll {
                    $0.name == cookie.name && $0.domain == cookie.domain && $0.path == cookie.path
                }
                guard cookie.expires.map({ $0 > now }) ?? true else { return }
                if cookies.count >= Self.maxCookies { cookies.removeFirst() }
                cookies.append(cookie)
            }
        }
    }

    private static func parse(_ text: String, _ url: HTTPURL, _ now: Int) -> Cookie? {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        guard let mark = parts[0].firstIndex(of: "=") else { return nil }
        let name = parts[0][..<mark].trimmingHTTPSpace
        let value = parts[0][parts[0].index(after: mark)...].trimmingHTTPSpace
        guard !name.isEmpty, "\(name)=\(value)".utf8.allSatisfy(HTTP1Syntax.isFieldByte) else { return nil }
        let host = url.host.asciiLowercased
        var cookie = Cookie(
            name: name,
            value: value,
            domain: host,
            path: defaultPath(url),
            isHostOnly: true,
            isSecure: false
        )
        var maxAge: Int?
        for part in parts.dropFirst() {
            let equals = part.firstIndex(of: "=") ?? part.endIndex
            let attribute = part[..<equals].trimmingHTTPSpace.asciiLowercased
            let value = part[equals...].dropFirst().trimmingHTTPSpace
            switch attribute {
            case "domain":
                let domain = String(value.drop { $0 == "." }).asciiLowercased
                guard !domain.isEmpty, domain != host else { continue }
                // Not for a whole top-level domain, and not for a neighbour.
                guard domain.contains("."), host.hasSuffix("." + domain) else { return nil }
                cookie.domain = domain
                cookie.isHostOnly = false
            case "path" where value.hasPrefix("/"): cookie.path = value
            case "secure": cookie.isSecure = true
            case "expires": cookie.expires = cookie.expires ?? HTTPDate.seconds(value)
            case "max-age": maxAge = Int(value)
            default: break
            }
        }
        if let maxAge { cookie.expires = maxAge > 0 ? now + min(maxAge, 1 << 40) : 0 }
        return cookie
    }

    /// The folder of the request's path.
    private static func defaultPath(_ url: HTTPURL) -> String {
        let path = url.target.prefix { $0 != "?" }
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private static func matches(_ host: String, _ cookie: Cookie) -> Bool {
        host == cookie.domain || !cookie.isHostOnly && host.hasSuffix("." + cookie.domain)
    }

    private static func matches(_ path: String, _ prefix: String) -> Bool {
        guard path.hasPrefix(prefix) else { return false }
        return path.utf8.count == prefix.utf8.count || prefix.hasSuffix("/")
            || path.utf8.dropFirst(prefix.utf8.count).first == UInt8(ascii: "/")
    }
}
