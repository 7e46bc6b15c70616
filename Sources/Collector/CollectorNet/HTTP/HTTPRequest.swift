public import CollectorAPI
public import Pdata

/// A request that a server received whole, its content coding undone.
public struct HTTPRequest: Sendable {
    /// The method as it came, such as `POST`.
    public var method: String

    /// The target's path as it came, percent signs untouched.
    public var path: String

    /// What follows `?` in the target; empty when nothing does.
    public var query: String

    /// The header fields.
    public var headers: HTTPHeaders

    /// The body.
    public var body: Bytes

    /// The compressed bytes in which the body came, where the server was told to keep them.
    public var compressedForm: CompressedForm?

    /// Who sent it.
    public var client: ClientContext

    /// A request as given.
    public init(
        method: String,
        path: String,
        query: String = "",
        headers: HTTPHeaders = HTTPHeaders(),
        body: Bytes = Bytes(),
        client: ClientContext = ClientContext()
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.client = client
    }
}
