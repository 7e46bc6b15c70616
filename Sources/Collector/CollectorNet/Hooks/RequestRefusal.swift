public import CollectorAPI

/// Why a server does not take a request.
public struct RequestRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The gRPC status, from which the HTTP one follows.
    public var code: StatusCode

    /// What the client is told, in one sentence without secrets.
    public var message: String

    /// How long the client should wait before it tries again; nil where that would not help.
    public var retryAfter: Duration?

    /// A refusal with `code`, because of `message`.
    public init(_ code: StatusCode, _ message: String, retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    /// The client is not who it says, or says nothing: HTTP 401, gRPC UNAUTHENTICATED.
    public static func unauthenticated(_ message: String) -> RequestRefusal {
        RequestRefusal(.unauthenticated, message)
    }

    /// The server is overloaded: HTTP 429, gRPC RESOURCE_EXHAUSTED, both with the delay.
    public static func overloaded(_ message: String, retryAfter: Duration) -> RequestRefusal {
        RequestRefusal(.resourceExhausted, message, retryAfter: retryAfter)
    }

    /// The message.
    public var description: String { message }

    /// The HTTP status that stands for the code.
    public var httpStatus: Int {
        switch code {
        case .cancelled, .deadlineExceeded, .aborted, .outOfRange, .unavailable, .dataLoss: 503
        case .resourceExhausted: 429
        case .invalidArgument, .failedPrecondition: 400
        case .unauthenticated: 401
        case .permissionDenied: 403
        case .unimplemented, .notFound: 404
        case .ok, .unknown, .alreadyExists, .internal: 500
        }
    }
}
