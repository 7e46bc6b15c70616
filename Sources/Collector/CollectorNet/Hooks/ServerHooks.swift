public import CollectorAPI

/// An extension that tells a server's clients apart, named by the server's `auth::authenticator`.
public protocol ServerAuthenticator: Extension {
    /// Finds out who sent `request`.
    ///
    /// Called on the connection's loop when the request's head has come, before its body is read; reading waits until it
    /// returns. Long computing goes through ``Host/offLoop(_:)``. It is cancelled when the client goes away.
    ///
    /// - Returns: what is known of the client, as ``ClientContext/auth`` keeps it.
    /// - Throws: ``RequestRefusal``, as a rule `unauthenticated`: the client gets HTTP 401 or gRPC UNAUTHENTICATED.
    func authenticate(_ request: IncomingRequest) async throws(RequestRefusal) -> [String: [String]]
}

/// An extension through which a server's requests pass, named in the server's `middlewares`.
public protocol ServerMiddleware: Extension {
    /// Lets `request` pass, after the client was authenticated.
    ///
    /// Called like ``ServerAuthenticator/authenticate(_:)``.
    ///
    /// - Throws: ``RequestRefusal``, which is the client's answer.
    func admit(_ request: IncomingRequest) async throws(RequestRefusal)
}
