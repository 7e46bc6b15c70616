internal import Pdata

/// A URL's parts, under the names of OpenTelemetry's semantic conventions. Source: RFC 3986.
enum URLText {
    static func parts(of text: String) throws(EvaluationError) -> [Attribute] {
        var entries = [Attribute("url.original", .string(text))]
        guard !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0x20 }) else {
            throw EvaluationError("invalid URL \"\(text)\"")
        }
        var rest = Substring(text)
        if let hash = rest.firstIndex(of: "#") {
            entries.append(Attribute("url.fragment", .string(decoded(rest[rest.index(after: hash)...]))))
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: "?") {
            entries.append(Attribute("url.query", .string(String(rest[rest.index(after: mark)...]))))
            rest = rest[..<mark]
        }
        if let colon = rest.firstIndex(of: ":"), isScheme(rest[..<colon]) {
            entries.append(Attribute("url.scheme", .string(rest[..<colon].lowercased())))
            rest = rest[rest.index(after: colon)...]
        }
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: "/") ?? rest.endIndex
            try add(authority: rest[..<end], to: &entries)
            rest = rest[end...]
        }
        let path = decoded(rest)
        entries.append(Attribute("url.path", .string(path)))
        if let name = path.split(separator: "/").last, let dot = name.lastIndex(of: "."), name.last != "." {
            entries.append(Attribute("url.extension", .string(String(name[name.index(after: dot)...]))))
        }
        return entries
    }

    private static func add(authority: Substring, to entries: inout [Attribute]) throws(EvaluationError) {
        var host = authority
        if let at = host.lastIndex(of: "@") {
            let user = host[..<at]
            host = host[host.index(after: at)...]
            let parts = user.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if !user.isEmpty {
                entries.append(Attribute("url.user_info", .string(String(user))))
                entries.append(Attribute("url.username", .string(decoded(parts[0]))))
                if parts.count == 2 { entries.append(Attribute("url.password", .string(decoded(parts[1])))) }
            }
        }
        var port: Substring?
        let hostEnd = host.hasPrefix("[") ? host.firstIndex(of: "]") ?? host.startIndex : host.startIndex
        if let colon = host[hostEnd...].lastIndex(of: ":") {
            port = host[host.index(after: colon)...]
            host = host[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        entries.append(Attribute("url.domain", .string(String(host))))
        guard let port, !port.isEmpty else { return }
        guard port.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int64(port) else {
            throw EvaluationError("invalid port \":\(port)\" after host")
        }
        entries.append(Attribute("url.port", .int(number)))
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.first, first.isASCII, first.isLetter else { return false }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
    }

    /// `text` with the bytes that `%` and two digits stand for.
    private static func decoded(_ text: Substring) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = Hex.value(bytes[index + 1]),
                let low = Hex.value(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
