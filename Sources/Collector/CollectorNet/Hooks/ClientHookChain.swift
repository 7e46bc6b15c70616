internal import CollectorAPI

/// The extensions that a client's requests pass.
struct ClientHookChain: Sendable {
    private let middlewares: [any ClientMiddleware]
    private let authenticator: (any ClientAuthenticator)?

    /// The extensions that a client's settings name.
    ///
    /// - Parameter kind: what the authenticator must be, such as `a gRPC client authenticator`.
    init(
        authenticator: ExtensionReference?,
        middlewares references: [ExtensionReference],
        _ host: any Host,
        _ kind: String
    ) throws(HookError) {
        var middlewares: [any ClientMiddleware] = []
        for reference in references {
            let middleware = try HookError.resolve(
                reference,
                in: host,
                as: (any ClientMiddleware).self,
                "a client middleware"
            )
            if let middleware { middlewares.append(middleware) }
        }
        self.middlewares = middlewares
        self.authenticator = try authenticator.flatMap { reference throws(HookError) in
            try HookError.resolve(reference, in: host, as: (any ClientAuthenticator).self, kind)
        }
    }

    /// Whether gRPC calls need an encrypted connection.
    var requiresTransportSecurity: Bool { authenticator?.requiresTransportSecurity ?? false }

    /// Passes `request` through every hook, the authenticator last, so that it sees all that is sent.
    func apply(to request: inout OutgoingRequest) async throws {
        for middleware in middlewares { try await middleware.prepare(&request) }
        try await authenticator?.authorize(&request)
    }
}
