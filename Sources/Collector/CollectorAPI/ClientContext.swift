/// Who sent the telemetry that the current task carries.
///
/// A receiver binds it around its call into the pipeline; whoever keeps data beyond the call keeps the context too, and
/// binds it again.
public struct ClientContext: Sendable, Hashable {
    /// The peer's address, such as `127.0.0.1:53124`; empty when unknown.
    public var address: String

    /// Request headers by lower-case name, each with its values in order; empty unless the receiver's
    /// `include_metadata` is set.
    public var metadata: [String: [String]]

    /// What the receiver's authenticator found out about the client, such as `username`, each with its values; empty
    /// without an authenticator.
    public var auth: [String: [String]]

    /// A client at `address` that sent `metadata`, of whom `auth` is known.
    public init(address: String = "", metadata: [String: [String]] = [:], auth: [String: [String]] = [:]) {
        self.address = address
        self.metadata = metadata
        self.auth = auth
    }

    /// The context of the current task; empty outside a receiver's call.
    @TaskLocal public static var current = ClientContext()
}
