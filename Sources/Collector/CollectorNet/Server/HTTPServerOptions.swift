internal import CollectorAPI
internal import Pdata

/// What an HTTP server is told; durations that are nil mean for ever.
struct HTTPServerOptions: Sendable {
    var endpoint: String
    var transport = "tcp"
    var tls: ServerTLSSettings?
    /// How long a TLS handshake may take.
    var handshakeTimeout = TLSSession.handshakeTimeout
    var maxBodySize = HTTPServerSettings.defaultMaxRequestBodySize
    var readTimeout: Duration?
    var readHeaderTimeout: Duration? = .seconds(60)
    var writeTimeout: Duration? = .seconds(30)
    var idleTimeout: Duration? = .seconds(60)
    var keepsAlive = true
    var includesMetadata = false
    var responseHeaders = HTTPHeaders()
    var codings = Set(ContentCoding.allCases)
    var keptCodings: [String: Set<ContentCoding>] = [:]
    var cors: CORSPolicy?
    var budget: MemoryBudget? = .shared
    var hooks = ServerHookSettings()
}

extension HTTPServerOptions {
    /// What `settings` ask for.
    init(_ settings: HTTPServerSettings) {
        self.init(endpoint: settings.endpoint)
        transport = settings.transport
        tls = settings.tls.value
        if settings.maxRequestBodySize > 0 { maxBodySize = settings.maxRequestBodySize }
        readTimeout = Self.limit(settings.readTimeout)
        readHeaderTimeout = Self.limit(settings.readHeaderTimeout)
        writeTimeout = Self.limit(settings.writeTimeout)
        idleTimeout = Self.limit(settings.idleTimeout)
        keepsAlive = settings.keepAlivesEnabled
        includesMetadata = settings.includeMetadata
        responseHeaders = HTTPHeaders(settings.responseHeaders.headers.map { ($0.name, $0.value.value) })
        codings = Set(settings.compressionAlgorithms.compactMap(ContentCoding.init(name:)))
        hooks.authenticator.id = settings.auth.value?.authenticator.id
        hooks.requestParameters = settings.auth.value?.requestParameters ?? []
        hooks.middlewares = settings.middlewares.map(\.id)
        guard let cors = settings.cors.value, !cors.allowedOrigins.isEmpty else { return }
        self.cors = CORSPolicy(
            origins: cors.allowedOrigins,
            headers: cors.allowedHeaders,
            exposed: cors.exposedHeaders,
            maxAge: cors.maxAge
        )
    }

    /// In settings, 0 is no limit.
    private static func limit(_ duration: Duration) -> Duration? {
        duration > .zero ? duration : nil
    }
}
