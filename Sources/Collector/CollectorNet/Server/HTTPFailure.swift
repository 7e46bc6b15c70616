public import CollectorAPI

/// A request that a server refuses before its handler sees it.
public struct HTTPFailure: Sendable {
    /// The status of the answer, such as 413.
    public var status: Int

    /// What was found and what is allowed, in one sentence.
    public var message: String

    /// The gRPC status that says the same.
    public var code = StatusCode.invalidArgument

    /// How long the client should wait before it tries again; nil where that would not help.
    public var retryAfter: Duration?

    /// The request's method; empty when it could not be read.
    public var method: String

    /// The target's path; empty when it could not be read.
    public var path: String

    /// The request's header fields, as far as they were read.
    public var headers: HTTPHeaders

    /// A refusal with `status`, because of `message`.
    public init(
        status: Int,
        message: String,
        method: String = "",
        path: String = "",
        headers: HTTPHeaders = HTTPHeaders()
    ) {
        self.status = status
        self.message = message
        self.method = method
        self.path = path
        self.headers = headers
    }

    /// The refusal as plain text.
    public var plainResponse: HTTPResponse {
        var response = HTTPResponse(status: status, text: message + "\n")
        if let retryAfter {
            response.headers.append("retry-after", String((retryAfter.wholeMilliseconds + 999) / 1000))
        }
        return response
    }
}
