public import Pdata

/// A request that a client is about to send.
public struct OutgoingRequest: Sendable {
    /// Whether it is a gRPC call, whose method is always POST.
    public let isGRPC: Bool

    /// The method, such as `POST`.
    public let method: String

    /// The whole URL, query included.
    public let url: String

    /// The header fields: for HTTP all that will be sent but those that frame the message, for gRPC those alone that
    /// hooks add.
    public var headers: HTTPHeaders

    /// The body as it will be sent, compressed.
    public let body: [Bytes]

    /// A request as given.
    public init(
        isGRPC: Bool,
        method: String = "POST",
        url: String,
        headers: HTTPHeaders = HTTPHeaders(),
        body: [Bytes] = []
    ) {
        self.isGRPC = isGRPC
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}
