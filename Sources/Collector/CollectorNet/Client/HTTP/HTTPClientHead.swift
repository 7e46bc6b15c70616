internal import CollectorConfig
internal import Pdata

/// Writes what goes before a request's body.
struct HTTPClientHead: Sendable {
    /// Fields that frame the message or name its target: they are the client's, whoever gives them.
    private static let framing: Set<String> = [
        "host", "content-length", "transfer-encoding", "trailer", "connection", "keep-alive", "upgrade", "te",
    ]

    private let fixed: [HTTPHeaders.Field]
    private let host: String?
    private let closes: Bool

    /// A writer that adds the headers of `settings` to every request.
    init(_ settings: HTTPClientSettings) {
        let fields = HTTPHeaders(settings.headers.headers.map { ($0.name, $0.value.value) })
        fixed = fields.fields.filter { !Self.framing.contains($0.name) }
        host = fields["host"]
        closes = settings.disableKeepAlives
    }

    /// The request line and the fields, up to and with the empty line.
    ///
    /// - Throws: of kind `invalidRequest`, when a field cannot be sent.
    func bytes(
        _ request: HTTPClientRequest,
        to url: HTTPURL,
        contentEncoding: String?,
        contentLength: Int
    ) throws(HTTPClientError) -> Bytes {
        var head = ByteBuilder(capacity: 512)
        guard (1...32).contains(request.method.utf8.count), request.method.utf8.allSatisfy(HTTP1Syntax.isTokenByte)
        else { throw HTTPClientError(.invalidRequest, "the method is not a token") }
        head.append(utf8: "\(request.method) \(url.target) HTTP/1.1\r\n")
        try Self.append("host", host ?? url.authority, to: &head)
        for field in fixed { try Self.append(field.name, field.value, to: &head) }
        for field in request.headers.fields where !Self.framing.contains(field.name) && !isFixed(field.name) {
            try Self.append(field.name, field.value, to: &head)
        }
        if let contentEncoding, !isFixed("content-encoding") {
            try Self.append("content-encoding", contentEncoding, to: &head)
        }
        if request.headers["accept-encoding"] == nil, !isFixed("accept-encoding") {
            try Self.append("accept-encoding", "gzip", to: &head)
        }
        if contentLength > 0 || request.method != "GET" && request.method != "HEAD" {
            head.append(utf8: "content-length: \(contentLength)\r\n")
        }
        if closes { head.append(utf8: "connection: close\r\n") }
        head.append(utf8: "\r\n")
        return head.finish()
    }

    private func isFixed(_ name: String) -> Bool { fixed.contains { $0.name == name } }

    private static func append(_ name: String, _ value: String, to head: inout ByteBuilder) throws(HTTPClientError) {
        // A line break in a value would begin another field, or another request.
        guard !name.isEmpty, name.utf8.allSatisfy(HTTP1Syntax.isTokenByte),
            value.utf8.allSatisfy(HTTP1Syntax.isFieldByte)
        else { throw HTTPClientError(.invalidRequest, "the header \"\(name)\" has characters that are not allowed") }
        head.append(utf8: name)
        head.append(utf8: ": ")
        head.append(utf8: value)
        head.append(utf8: "\r\n")
    }
}
