public import Pdata

/// The answer to a request.
public struct HTTPResponse: Sendable {
    /// The status code, such as 200.
    public var status: Int

    /// The header fields, without those that frame the message (`Content-Length`, `Transfer-Encoding`, `Connection`).
    public var headers: HTTPHeaders

    /// The body, in one or more parts that are sent one after the other.
    public var body: [Bytes]

    /// A response as given.
    public init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [Bytes] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A response whose body is `text`.
    public init(status: Int, text: String, contentType: String = "text/plain; charset=utf-8") {
        self.init(status: status, headers: ["content-type": contentType], body: [Bytes(utf8: text)])
    }

    /// The body's parts in one piece, copied only when there are several.
    public var wholeBody: Bytes {
        guard body.count != 1 else { return body[0] }
        var builder = ByteBuilder(capacity: body.reduce(0) { $0 + $1.count })
        for part in body { builder.append(part) }
        return builder.finish()
    }
}
