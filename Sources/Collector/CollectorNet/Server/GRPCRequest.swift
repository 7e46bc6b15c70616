public import CollectorAPI
public import Pdata

/// A unary gRPC call that a server received whole, its compression undone.
public struct GRPCRequest: Sendable {
    /// The serialized request message.
    public var message: Bytes

    /// The compressed bytes in which the message came, where the server was told to keep them.
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

/// Answers a unary call with the serialized response message, or with the status thrown.
///
/// It runs on the connection's loop, and is cancelled when the client goes away or its deadline passes.
public typealias GRPCMethod = @Sendable (GRPCRequest) async throws(GRPCStatus) -> Bytes
