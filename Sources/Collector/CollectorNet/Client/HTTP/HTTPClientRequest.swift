public import Pdata

/// A request that a client sends.
public struct HTTPClientRequest: Sendable {
    /// The most bytes of an answer's body unless the request says otherwise.
    public static let defaultMaxAnswerSize = 64 << 10

    /// The method, such as `POST`.
    public var method: String

    /// The whole URL, with its path and query.
    public var url: String

    /// The header fields; those of the client's settings replace fields of the same name.
    public var headers: HTTPHeaders

    /// The body, in parts that are sent one after the other, compressed as the client's settings say unless `headers`
    /// name a content encoding.
    public var body: [Bytes]

    /// The bytes that stand for the body in a compressed form that it already had; sent where the client would compress
    /// the body by the same coding, at no level of the user's.
    public var compressedForm: CompressedForm?

    /// The most bytes of the answer's body, before and after decompression.
    ///
    /// The body of an error beyond it is cut off or left out; that of a success fails the request.
    public var maxAnswerSize: Int

    /// A request as given.
    public init(
        _ method: String,
        _ url: String,
        headers: HTTPHeaders = HTTPHeaders(),
        body: [Bytes] = [],
        compressedForm: CompressedForm? = nil,
        maxAnswerSize: Int = defaultMaxAnswerSize
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.compressedForm = compressedForm
        self.maxAnswerSize = maxAnswerSize
    }

    /// The method and URL for messages, without the query, which may hold a secret.
    var summary: String {
        let place = url.prefix { $0 != "?" && $0 != "#" }
        let shown = place.firstIndex(of: "@") == nil ? String(place) : "…"
        return "\(method.prefix(1))\(method.dropFirst().lowercased()) \"\(shown)\""
    }
}
