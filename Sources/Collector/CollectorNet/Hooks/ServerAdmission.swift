internal import CollectorAPI

/// What stands between the head of a server's requests and their bodies.
struct ServerAdmission: Sendable {
    private let authenticator: (any ServerAuthenticator)?
    private let requestParameters: [String]
    private let middlewares: [any ServerMiddleware]

    /// The extensions that `settings` name; nil when they name none.
    init?(_ settings: ServerHookSettings, _ host: (any Host)?) throws(HookError) {
        guard !settings.isEmpty else { return nil }
        authenticator = try HookError.resolve(
            settings.authenticator,
            in: host,
            as: (any ServerAuthenticator).self,
            "a server authenticator"
        )
        requestParameters = settings.requestParameters
        var middlewares: [any ServerMiddleware] = []
        for reference in settings.middlewares {
            let middleware = try HookError.resolve(
                reference,
                in: host,
                as: (any ServerMiddleware).self,
                "a server middleware"
            )
            if let middleware { middlewares.append(middleware) }
        }
        self.middlewares = middlewares
    }

    /// Lets `request`, whose target ends with `query`, pass; returns what is known of its client.
    func admit(_ request: IncomingRequest, query: String = "") async throws(RequestRefusal) -> [String: [String]] {
        var request = request
        if !requestParameters.isEmpty, !query.isEmpty {
            let parameters = QueryParameters(query)
            for name in requestParameters { parameters.replace(name, in: &request.headers) }
        }
        let attributes = try await authenticator?.authenticate(request) ?? [:]
        for middleware in middlewares { try await middleware.admit(request) }
        return attributes
    }
}

/// The extensions that a server's settings name.
struct ServerHookSettings: Sendable {
    var authenticator = ExtensionReference(role: "authenticator")
    var requestParameters: [String] = []
    var middlewares: [ExtensionReference] = []

    var isEmpty: Bool { authenticator.id == nil && middlewares.isEmpty }
}
