internal import CollectorAPI

/// What a gRPC server is told.
struct GRPCServerOptions: Sendable {
    var endpoint: String
    var transport = "tcp"
    var maxMessageSize = GRPCServerSettings.defaultMaxMessageMiB << 20
    var includesMetadata = false
    var http2 = HTTP2Limits()
    var budget: MemoryBudget? = .shared
}

extension GRPCServerOptions {
    /// What `settings` ask for.
    init(_ settings: GRPCServerSettings) {
        self.init(endpoint: settings.endpoint)
        transport = settings.transport
        maxMessageSize = settings.maxMessageSize
        includesMetadata = settings.includeMetadata
        if settings.maxConcurrentStreams > 0 { http2.maxConcurrentStreams = settings.maxConcurrentStreams }
        let idle = settings.keepalive.serverParameters.maxConnectionIdle
        http2.idleTimeout = idle > .zero ? idle : nil
    }
}
