/// The first line of a message, and what follows from it for the rest.
enum HTTP1StartLine {
    case none
    case request(Request)
    case response(Response)

    struct Request {
        var method: String
        var path: String
        var query: String
        var isHTTP10: Bool
    }

    struct Response {
        var status: Int
        var isHTTP10: Bool
    }

    /// Reads `method SP target SP version`.
    init(request line: [UInt8]) throws(HTTP1Error) {
        guard let first = line.firstIndex(of: 0x20), let last = line.lastIndex(of: 0x20), first < last else {
            throw HTTP1Error("the request line is not a method, a target and a version")
        }
        let method = line[..<first]
        guard (1...32).contains(method.count), method.allSatisfy(HTTP1Syntax.isTokenByte) else {
            throw HTTP1Error("the method is not a token")
        }
        let isHTTP10 = try Self.isHTTP10(line[(last + 1)...])
        let target = line[(first + 1)..<last]
        guard !target.isEmpty, target.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "#") }) else {
            throw HTTP1Error("the request target contains a character that is not allowed")
        }
        let name = HTTP1Syntax.text(method)
        let origin = try Self.originForm(target, method: name)
        let mark = origin.firstIndex(of: UInt8(ascii: "?")) ?? origin.endIndex
        self = .request(
            Request(
                method: name,
                path: mark == origin.startIndex ? "/" : HTTP1Syntax.text(origin[..<mark]),
                query: HTTP1Syntax.text(origin[mark...].dropFirst()),
                isHTTP10: isHTTP10
            )
        )
    }

    /// Reads `version SP status SP reason`; the reason is of no use, and often missing with its space.
    init(status line: [UInt8]) throws(HTTP1Error) {
        guard line.count >= 12, line[8] == 0x20, line.count == 12 || line[12] == 0x20 else {
            throw HTTP1Error("the status line is not a version, a status and a reason")
        }
        let isHTTP10 = try Self.isHTTP10(line[..<8])
        guard line[9...].prefix(3).allSatisfy({ (0x30...0x39).contains($0) }), (0x31...0x35).contains(line[9]) else {
            throw HTTP1Error("the status is not a number between 100 and 599")
        }
        guard line[12...].allSatisfy(HTTP1Syntax.isFieldByte) else {
            throw HTTP1Error("the reason contains a control character")
        }
        let status = line[9...].prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }
        self = .response(Response(status: status, isHTTP10: isHTTP10))
    }

    private static func isHTTP10(_ version: ArraySlice<UInt8>) throws(HTTP1Error) -> Bool {
        switch HTTP1Syntax.text(version) {
        case "HTTP/1.1": return false
        case "HTTP/1.0": return true
        case let other where other.hasPrefix("HTTP/") && other.utf8.count == 8:
            throw HTTP1Error("the version is neither HTTP/1.1 nor HTTP/1.0", status: 505)
        default: throw HTTP1Error("the start line has no HTTP version")
        }
    }

    /// The path and query of a target in origin, absolute or asterisk form.
    private static func originForm(_ target: ArraySlice<UInt8>, method: String) throws(HTTP1Error) -> ArraySlice<UInt8>
    {
        if target.first == UInt8(ascii: "/") { return target }
        if target.elementsEqual([UInt8(ascii: "*")]), method == "OPTIONS" { return target }
        guard method != "CONNECT" else { throw HTTP1Error("CONNECT is not served here", status: 501) }
        let text = HTTP1Syntax.text(target.prefix(8)).asciiLowercased
        let scheme = text.hasPrefix("http://") ? 7 : text == "https://" ? 8 : 0
        guard scheme > 0 else { throw HTTP1Error("the request target is neither a path nor an http URI") }
        let rest = target.dropFirst(scheme)
        let path = rest.drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard path.startIndex > rest.startIndex else { throw HTTP1Error("the request target names no host") }
        return path
    }
}

extension HTTP1StartLine.Request {
    /// The whole head, once its fields are known to agree with each other.
    func head(_ headers: HTTPHeaders) throws(HTTP1Error) -> HTTP1RequestHead {
        let hosts = headers.all("host").count
        guard hosts == 1 || hosts == 0 && isHTTP10 else {
            throw HTTP1Error(hosts == 0 ? "the request has no Host field" : "the request has several Host fields")
        }
        let expectation = headers["expect"]?.asciiLowercased
        guard expectation == nil || expectation == "100-continue" else {
            throw HTTP1Error("the expectation is not 100-continue", status: 417)
        }
        let body = try HTTP1Framing.body(headers, isHTTP10: isHTTP10) ?? .none
        return HTTP1RequestHead(
            method: method,
            path: path,
            query: query,
            headers: headers,
            body: body,
            keepsAlive: HTTP1Framing.keepsAlive(headers, isHTTP10: isHTTP10),
            expectsContinue: expectation != nil && !isHTTP10 && body != .none && body != .length(0),
            isHTTP10: isHTTP10
        )
    }
}

extension HTTP1StartLine.Response {
    /// The whole head, once its fields are known to agree with each other.
    func head(_ headers: HTTPHeaders, isAnswerToHead: Bool) throws(HTTP1Error) -> HTTP1ResponseHead {
        let framed = try HTTP1Framing.body(headers, isHTTP10: isHTTP10)
        let body: HTTP1Body = isAnswerToHead || status == 204 || status == 304 ? .none : framed ?? .untilClose
        return HTTP1ResponseHead(
            status: status,
            headers: headers,
            body: body,
            keepsAlive: body != .untilClose && HTTP1Framing.keepsAlive(headers, isHTTP10: isHTTP10)
        )
    }
}

/// Where a message ends, by its fields. Source: RFC 9112 section 6.
enum HTTP1Framing {
    /// The kind of body that the fields declare; nil when they declare none.
    static func body(_ headers: HTTPHeaders, isHTTP10: Bool) throws(HTTP1Error) -> HTTP1Body? {
        let lengths = headers.all("content-length")
        let codings = headers.all("transfer-encoding")
        guard codings.isEmpty else {
            guard lengths.isEmpty else {
                throw HTTP1Error("the message has both Content-Length and Transfer-Encoding")
            }
            guard !isHTTP10 else { throw HTTP1Error("an HTTP/1.0 message has Transfer-Encoding") }
            let names = codings.joined(separator: ",").split(separator: ",", omittingEmptySubsequences: false).map {
                $0.trimmingHTTPSpace.asciiLowercased
            }
            guard names.last == "chunked", names.filter({ $0 == "chunked" }).count == 1 else {
                throw HTTP1Error("chunked is not the last transfer coding")
            }
            guard names.count == 1 else {
                throw HTTP1Error("no transfer coding but chunked is supported", status: 501)
            }
            return .chunked
        }
        guard let text = lengths.first else { return nil }
        guard lengths.count == 1 else { throw HTTP1Error("the message has several Content-Length fields") }
        // Eighteen digits fit into an Int; no body comes near.
        guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let length = Int(text)
        else { throw HTTP1Error("Content-Length is not a number of bytes") }
        return .length(length)
    }

    /// Whether the connection may carry another message.
    static func keepsAlive(_ headers: HTTPHeaders, isHTTP10: Bool) -> Bool {
        let options = headers.tokens("connection")
        guard !options.contains("close") else { return false }
        return !isHTTP10 || options.contains("keep-alive")
    }
}
