public import CollectorAPI
public import Pdata

/// Serves HTTP/1.1 and HTTP/2, with TLS or without; without it, HTTP/2 is by prior knowledge.
public final class HTTPServer: Sendable {
    private let core: ServerCore
    private let options: HTTPServerOptions
    private let logger: Logger
    private let refusal: @Sendable (HTTPFailure) -> HTTPResponse
    private let handler: @Sendable (HTTPRequest) async -> HTTPResponse
    private let tls: TLSServerSecurity?

    /// A server with `settings`, stopped.
    ///
    /// - Parameters:
    ///   - keptCodings: the codings of which requests to a path keep the compressed body, too.
    ///   - refusal: words the answer to a request that never reaches the handler, such as one that is too large.
    ///   - handler: answers a request; it runs on the connection's loop, and is cancelled when the client goes away.
    public convenience init(
        _ settings: HTTPServerSettings,
        logger: Logger,
        keptCodings: [String: Set<ContentCoding>] = [:],
        refusal: @escaping @Sendable (HTTPFailure) -> HTTPResponse = { $0.plainResponse },
        handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) {
        var options = HTTPServerOptions(settings)
        options.keptCodings = keptCodings
        self.init(options: options, logger: logger, refusal: refusal, handler: handler)
    }

    init(
        options: HTTPServerOptions,
        logger: Logger,
        refusal: @escaping @Sendable (HTTPFailure) -> HTTPResponse = { $0.plainResponse },
        handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) {
        tls = options.tls.map {
            TLSServerSecurity(
                $0,
                protocols: ["h2", "http/1.1"],
                handshakeTimeout: options.handshakeTimeout,
                logger: logger
            )
        }
        self.options = options
        self.logger = logger
        self.refusal = refusal
        self.handler = handler
        core = ServerCore(budget: options.budget, logger: logger)
    }

    /// Listens, and returns the address that clients reach.
    ///
    /// - Parameter host: has the extensions that the settings name under `auth` and `middlewares`.
    /// - Throws: what names the endpoint, when it cannot be listened on, the certificate that cannot be used, or the
    ///   extension that is missing.
    public func start(_ host: (any Host)? = nil) async throws -> SocketAddress {
        try tls?.load()
        let admission = try ServerAdmission(options.hooks, host)
        let service = HTTPService(options, admission, refusal: refusal, handler: handler)
        let connections = HTTPConnectionService(service, tls, logger)
        return try await core.start(options.endpoint, transport: options.transport, connections)
    }

    /// Stops: no new requests; those under way are answered within `grace`, and cancelled after it or when the task is.
    ///
    /// Safe without a start.
    public func shutdown(grace: Duration) async {
        await core.shutdown(grace: grace)
    }
}

/// The connections of an HTTP server.
private final class HTTPConnectionService: ConnectionService {
    let service: HTTPService
    let tls: TLSServerSecurity?
    private let plaintext: PlaintextNotice

    var http2: any HTTP2Service { service }

    var greetingTimeout: Duration? { service.options.readHeaderTimeout ?? service.options.readTimeout }

    init(_ service: HTTPService, _ tls: TLSServerSecurity?, _ logger: Logger) {
        self.service = service
        self.tls = tls
        plaintext = PlaintextNotice(logger)
    }

    func makeHTTP1(_ tcp: TCPConnection, _ connections: ServerConnections) -> (any ServerConnection & TCPHandler)? {
        HTTP1ServerConnection(tcp, service, connections)
    }

    func refusedTLS(from peer: String) {
        plaintext.warn(peer)
    }
}
