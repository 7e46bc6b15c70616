public import CollectorAPI

/// An extension that gives a client's requests their credentials, named by the client's `auth::authenticator`.
public protocol ClientAuthenticator: Extension {
    /// Whether gRPC calls may carry the credentials over encrypted connections only.
    var requiresTransportSecurity: Bool { get }

    /// Adds credentials to `request`, after everything else has been set.
    ///
    /// Called for each attempt to send, by the task that sends: ``ClientContext/current`` is that of the data.
    ///
    /// - Throws: why there are none; the attempt then fails.
    func authorize(_ request: inout OutgoingRequest) async throws
}

/// An extension through which a client's requests pass, named in the client's `middlewares`.
public protocol ClientMiddleware: Extension {
    /// Lets `request` pass, with its headers as it leaves them.
    ///
    /// Called like ``ClientAuthenticator/authorize(_:)``, before it.
    ///
    /// - Throws: why it is not sent.
    func prepare(_ request: inout OutgoingRequest) async throws
}
