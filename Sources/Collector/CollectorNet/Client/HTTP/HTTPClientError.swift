internal import CollectorConfig

/// Why a request has no answer.
public struct HTTPClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it was, for those who act on it.
    public enum Kind: Sendable, Hashable {
        /// The request cannot be sent as it is; sending it again is of no use.
        case invalidRequest
        /// The client's authenticator has no credentials for the request, or a middleware held it back.
        case unauthorized
        /// No connection could be made.
        case unreachable
        /// The connection broke before the whole answer had come.
        case disconnected
        /// The answer did not come in time.
        case timedOut
        /// The task was cancelled.
        case cancelled
        /// The client has been shut down.
        case closed
        /// What came back is not an HTTP answer.
        case malformedAnswer
        /// The body of a success is larger than the request allows.
        case answerTooLarge
    }

    /// What kind of failure it was.
    public let kind: Kind

    /// What was attempted and what happened, such as
    /// `Post "http://127.0.0.1:1/v1/traces": connect to 127.0.0.1:1: connection refused`.
    public let description: String

    /// A failure of `kind`, described in full.
    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// This failure, with the request that met it.
    func met(by request: HTTPClientRequest) -> HTTPClientError {
        HTTPClientError(kind, "\(request.summary): \(description)")
    }
}

extension HTTPClientError {
    /// The request took longer than the settings allow.
    static func timedOut(after limit: Duration) -> HTTPClientError {
        HTTPClientError(.timedOut, "no answer within \(limit.goText)")
    }

    static var cancelled: HTTPClientError { HTTPClientError(.cancelled, "the request was cancelled") }

    static var closed: HTTPClientError { HTTPClientError(.closed, "the client is closed") }

    static func answerTooLarge(_ limit: Int) -> HTTPClientError {
        HTTPClientError(.answerTooLarge, "the answer's body is larger than \(limit) bytes")
    }
}
