internal import Pdata

/// A request in the form in which it is sent, whichever the protocol; its fields have been checked.
struct HTTPClientMessage: Sendable {
    let method: String
    /// The path and query, or the whole URL for a proxy.
    let target: String
    /// All fields but for those that frame the body; `host` first.
    let fields: HTTPHeaders
    let body: [Bytes]
    /// Whether the server is told that nothing follows on the connection.
    let closes: Bool

    /// The value of `content-length`; nil where there is none to state.
    private var contentLength: Int? {
        let length = body.reduce(0) { $0 + $1.count }
        return length > 0 || method != "GET" && method != "HEAD" ? length : nil
    }

    /// The message in HTTP/1.1: its head, then its body.
    var http1: [Bytes] {
        var head = ByteBuilder(capacity: 512)
        head.append(utf8: "\(method) \(target) HTTP/1.1\r\n")
        for field in fields.fields {
            head.append(utf8: field.name)
            head.append(utf8: ": ")
            head.append(utf8: field.value)
            head.append(utf8: "\r\n")
        }
        if let contentLength { head.append(utf8: "content-length: \(contentLength)\r\n") }
        if closes { head.append(utf8: "connection: close\r\n") }
        head.append(utf8: "\r\n")
        return [head.finish()] + body
    }

    /// The message's fields in HTTP/2. Source: RFC 9113 section 8.3.1.
    var http2: HTTP2FieldBuilder {
        var builder = HTTP2FieldBuilder()
        builder.append(":method", method)
        builder.append(":scheme", "https")
        builder.append(":authority", fields["host"] ?? "")
        builder.append(":path", target)
        for field in fields.fields where field.name != "host" { builder.append(field.name, field.value) }
        if let contentLength { builder.append("content-length", "\(contentLength)") }
        return builder
    }
}
