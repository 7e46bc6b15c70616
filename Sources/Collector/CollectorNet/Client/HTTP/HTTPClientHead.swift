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

    /// The fields of `request`, but for those that frame it.
    func fields(_ request: HTTPClientRequest, to url: HTTPURL, contentEncoding: String?) -> HTTPHeaders {
        var fields = HTTPHeaders()
        fields.append("host", host ?? url.authority)
        for field in fixed { fields.append(field.name, field.value) }
        for field in request.headers.fields where !Self.framing.contains(field.name) && !isFixed(field.name) {
            fields.append(field.name, field.value)
        }
        if let contentEncoding, !isFixed("content-encoding") { fields.append("content-encoding", contentEncoding) }
        if request.headers["accept-encoding"] == nil, !isFixed("accept-encoding") {
            fields.append("accept-encoding", "gzip")
        }
        return fields
    }

    /// The message of `method` to `target` with `fields`.
    ///
    /// - Throws: of kind `invalidRequest`, when a field cannot be sent.
    func message(
        _ method: String,
        _ target: String,
        _ fields: HTTPHeaders,
        _ body: [Bytes]
    ) throws(HTTPClientError) -> HTTPClientMessage {
        guard (1...32).contains(method.utf8.count), method.utf8.allSatisfy(HTTP1Syntax.isTokenByte) else {
            throw HTTPClientError(.invalidRequest, "the method is not a token")
        }
        var sent = HTTPHeaders()
        for field in fields.fields where field.name == "host" || !Self.framing.contains(field.name) {
            try Self.check(field)
            sent.append(field.name, field.value)
        }
        return HTTPClientMessage(method: method, target: target, fields: sent, body: body, closes: closes)
    }

    private func isFixed(_ name: String) -> Bool { fixed.contains { $0.name == name } }

    private static func check(_ field: HTTPHeaders.Field) throws(HTTPClientError) {
        // A line break in a value would begin another field, or another request.
        guard !field.name.isEmpty, field.name.utf8.allSatisfy(HTTP1Syntax.isTokenByte),
            field.value.utf8.allSatisfy(HTTP1Syntax.isFieldByte)
        else {
            throw HTTPClientError(
                .invalidRequest,
                "the header \"\(field.name)\" has characters that are not allowed"
            )
        }
    }
}
