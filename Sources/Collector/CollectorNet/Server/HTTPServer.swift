public import CollectorAPI

/// Serves HTTP/1.1, and HTTP/2 by prior knowledge, without TLS.
public final class HTTPServer: Sendable {
    private let core: ServerCore
    private let endpoint: String
    private let transport: String

    /// A server with `settings`, stopped.
    ///
    /// - Parameters:
    ///   - refusal: words the answer to a request that never reaches the handler, such as one that is too large.
    ///   - handler: answers a request; it runs on the connection's loop, and is cancelled when the client goes away.
    public convenience init(
        _ settings: HTTPServerSettings,
        logger: Logger,
        refusal: @escaping @Sendable (HTTPFailure) -> HTTPResponse = { $0.plainResponse },
        handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) {
        self.init(options: HTTPServerOptions(settings), logger: logger, refusal: refusal, handler: handler)
    }

    init(
        options: HTTPServerOptions,
        logger: Logger,
        refusal: @escaping @Sendable (HTTPFailure) -> HTTPResponse = { $0.plainResponse },
        handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) {
        let service = HTTPService(options, refusal: refusal, handler: handler)
        core = ServerCore(HTTPConnectionService(service, logger), budget: options.budget, logger: logger)
        endpoint = options.endpoint
        transport = options.transport
    }

    /// Listens, and returns the address that clients reach.
    ///
    /// - Throws: ``NetError`` that names the endpoint, when it cannot be listened on.
    public func start() async throws -> SocketAddress {
        try await core.start(endpoint, transport: transport)
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
    private let plaintext: PlaintextNotice

    var http2: any HTTP2Service { service }

    var greetingTimeout: Duration? { service.options.readHeaderTimeout ?? service.options.readTimeout }

    init(_ service: HTTPService, _ logger: Logger) {
        self.service = service
        plaintext = PlaintextNotice(logger)
    }

    func makeHTTP1(_ tcp: TCPConnection, _ connections: ServerConnections) -> (any ServerConnection & TCPHandler)? {
        HTTP1ServerConnection(tcp, service, connections)
    }

    func refusedTLS(from peer: String) {
        plaintext.warn(peer)
    }
}
