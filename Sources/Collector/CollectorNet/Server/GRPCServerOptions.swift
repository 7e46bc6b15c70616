internal import CollectorAPI

/// What a gRPC server is told.
struct GRPCServerOptions: Sendable {
    var endpoint: String
    var transport = "tcp"
    var tls: ServerTLSSettings?
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
        let idle = settings.keepalive.serverParameters.maxConnectionIdle
        http2.idleTimeout = idle > .zero ? idle : nil
    }
}
