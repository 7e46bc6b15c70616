/// How the end of a body is known.
enum HTTP1Body: Equatable {
    case none
    case length(Int)
    case chunked
    case untilClose
}

/// What a request says before its body.
struct HTTP1RequestHead {
    var method: String
    var path: String
    var query: String
    var headers: HTTPHeaders
    var body: HTTP1Body
    /// Whether the connection may carry another request after this one.
    var keepsAlive: Bool
    /// Whether the client waits for `100 Continue` before it sends the body.
    var expectsContinue: Bool
    /// Whether the client speaks HTTP/1.0: such a client must not be sent a chunked body.
    var isHTTP10: Bool
}

/// What a final response says before its body.
struct HTTP1ResponseHead {
    var status: Int
    var headers: HTTPHeaders
    var body: HTTP1Body
    /// Whether the connection may carry another request after this response.
    var keepsAlive: Bool
}
