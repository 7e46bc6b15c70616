public import CollectorAPI
internal import Pdata

/// Serves unary gRPC methods over HTTP/2 without TLS (by prior knowledge).
public final class GRPCServer: Sendable {
    private let core: ServerCore
    private let endpoint: String
    private let transport: String

    /// A server with `settings`, stopped, of methods at their paths, such as `/package.Service/Method`.
    public convenience init(_ settings: GRPCServerSettings, logger: Logger, methods: [String: GRPCMethod]) {
        self.init(options: GRPCServerOptions(settings), logger: logger, methods: methods)
    }

    init(options: GRPCServerOptions, logger: Logger, methods: [String: GRPCMethod]) {
        let service = GRPCService(
            options.http2,
            maxMessageSize: options.maxMessageSize,
            includesMetadata: options.includesMetadata,
            methods: methods
        )
        core = ServerCore(GRPCConnectionService(service, logger), logger: logger)
        endpoint = options.endpoint
        transport = options.transport
    }

    /// Listens, and returns the address that clients reach.
    ///
    /// - Throws: ``NetError`` that names the endpoint, when it cannot be listened on.
    public func start() async throws -> SocketAddress {
        try await core.start(endpoint, transport: transport)
    }

    /// Stops: no new calls; those under way are answered within `grace`, and cancelled after it or when the task is.
    ///
    /// Safe without a start.
    public func shutdown(grace: Duration) async {
        await core.shutdown(grace: grace)
    }
}

/// The connections of a gRPC server.
private final class GRPCConnectionService: ConnectionService {
    let http2: any HTTP2Service
    /// As gRPC's Go library has it.
    let greetingTimeout: Duration? = .seconds(120)
    private let plaintext: PlaintextNotice

    init(_ service: GRPCService, _ logger: Logger) {
        http2 = service
        plaintext = PlaintextNotice(logger)
    }

    func makeHTTP1(_ tcp: TCPConnection, _ connections: ServerConnections) -> (any ServerConnection & TCPHandler)? {
        let text = "This endpoint serves gRPC, which needs HTTP/2. Send HTTP/1.1 requests to the HTTP endpoint.\n"
        tcp.write([
            Bytes(
                utf8: "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
                    + "Content-Length: \(text.utf8.count)\r\n\r\n\(text)"
            )
        ])
        tcp.finish()
        return nil
    }

    func refusedTLS(from peer: String) {
        plaintext.warn(peer)
    }
}
