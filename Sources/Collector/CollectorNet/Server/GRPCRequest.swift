public import CollectorAPI
public import Pdata

/// A unary gRPC call that a server received whole, its compression undone.
public struct GRPCRequest: Sendable {
    /// The serialized request message.
    public var message: Bytes

    /// The compressed bytes in which the message came, where the method keeps them.
    public var compressedForm: CompressedForm?

    /// The call's metadata; empty unless the server's `include_metadata` is set.
    public var metadata: HTTPHeaders

    /// Who called.
    public var client: ClientContext

    /// A call as given.
    public init(
        message: Bytes,
        compressedForm: CompressedForm? = nil,
        metadata: HTTPHeaders = HTTPHeaders(),
        client: ClientContext = ClientContext()
    ) {
        self.message = message
        self.compressedForm = compressedForm
        self.metadata = metadata
        self.client = client
    }
}

/// Answers the calls of one gRPC method.
public struct GRPCMethod: Sendable {
    let keptCodings: Set<ContentCoding>
    // A closure in a struct, because a closure in a dictionary by itself would cost each call two frames more.
    let answer: @Sendable (GRPCRequest) async throws(GRPCStatus) -> Bytes

    /// A method whose calls `answer` answers with the serialized response message, or with the status thrown.
    ///
    /// It runs on the connection's loop, and is cancelled when the client goes away or its deadline passes.
    ///
    /// - Parameter keptCodings: the codings of which requests carry the compressed bytes, too.
    public init(
        keeping keptCodings: Set<ContentCoding> = [],
        _ answer: @escaping @Sendable (GRPCRequest) async throws(GRPCStatus) -> Bytes
    ) {
        self.keptCodings = keptCodings
        self.answer = answer
    }
}
