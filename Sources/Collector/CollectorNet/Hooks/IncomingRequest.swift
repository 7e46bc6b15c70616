/// The head of a request that a server received; nothing of its body has been read.
public struct IncomingRequest: Sendable {
    /// What a request came by.
    public enum Transport: String, Sendable {
        case http
        case grpc
    }

    /// What it came by.
    public var transport: Transport

    /// The target's path; for gRPC the method, such as `/package.Service/Method`.
    public var path: String

    /// The header fields or metadata; for HTTP with the query parameters that `auth::request_params` names in the place
    /// of fields of their names.
    public var headers: HTTPHeaders

    /// The peer's address, such as `127.0.0.1:53124`; empty when unknown.
    public var peer: String

    /// A request as given.
    public init(_ transport: Transport, path: String, headers: HTTPHeaders, peer: String = "") {
        self.transport = transport
        self.path = path
        self.headers = headers
        self.peer = peer
    }
}
