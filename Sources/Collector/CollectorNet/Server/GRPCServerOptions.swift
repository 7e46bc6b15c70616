internal import CollectorAPI

/// What a gRPC server is told.
struct GRPCServerOptions: Sendable {
    var endpoint: String
    var transport = "tcp"
    var tls: ServerTLSSettings?
    /// How long a TLS handshake may take.
    var handshakeTimeout = TLSSession.handshakeTimeout
    var maxMessageSize = GRPCServerSettings.defaultMaxMessageMiB << 20
    var includesMetadata = false
    var http2 = HTTP2Limits()
    var budget: MemoryBudget? = .shared
    var hooks = ServerHookSettings()
}

extension GRPCServerOptions {
    /// What `settings` ask for.
    init(_ settings: GRPCServerSettings) {
        self.init(endpoint: settings.endpoint)
        transport = settings.transport
        tls = settings.tls.value
        maxMessageSize = settings.maxMessageSize
        includesMetadata = settings.includeMetadata
        hooks.authenticator.id = settings.auth.value?.authenticator.id
        hooks.middlewares = settings.middlewares.map(\.id)
        if settings.maxConcurrentStreams > 0 { http2.maxConcurrentStreams = settings.maxConcurrentStreams }
        let parameters = settings.keepalive.serverParameters
        let policy = settings.keepalive.enforcementPolicy
        func time(_ duration: Duration) -> Duration? { duration > .zero ? duration : nil }
        http2.idleTimeout = time(parameters.maxConnectionIdle)
        var rules = HTTP2KeepaliveRules()
        rules.maxAge = time(parameters.maxConnectionAge)
        rules.maxAgeGrace = time(parameters.maxConnectionAgeGrace)
        rules.pingAfter = time(parameters.time).map { max($0, .seconds(1)) } ?? rules.pingAfter
        rules.pingTimeout = time(parameters.timeout) ?? rules.pingTimeout
        rules.leastPingInterval = time(policy.minTime) ?? rules.leastPingInterval
        rules.permitsIdlePings = policy.permitWithoutStream
        http2.keepalive = rules
    }
}
