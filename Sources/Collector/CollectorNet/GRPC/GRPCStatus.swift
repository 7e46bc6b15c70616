public import CollectorAPI
public import Pdata

/// The outcome of a gRPC call.
public struct GRPCStatus: Error, Sendable, Hashable, CustomStringConvertible {
    /// The status code.
    public var code: StatusCode

    /// What happened, for people.
    public var message: String

    /// How long the peer asks to wait before another attempt (`google.rpc.RetryInfo`).
    public var retryAfter: Duration?

    /// The serialized `google.rpc.Status` that came with the status; empty when none did.
    public var details: Bytes

    /// A status as given.
    public init(_ code: StatusCode, _ message: String = "", retryAfter: Duration? = nil, details: Bytes = Bytes()) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
        self.details = details
    }

    /// In the words of gRPC's Go library, which users search for.
    public var description: String { "rpc error: code = \(code) desc = \(message)" }
}
