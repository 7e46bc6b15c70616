public import CollectorAPI
internal import Pdata

/// Serves unary gRPC methods over HTTP/2, with TLS or by prior knowledge.
public final class GRPCServer: Sendable {
    private let core: ServerCore
    private let options: GRPCServerOptions
    private let logger: Logger
    private let methods: [String: GRPCMethod]
    private let tls: TLSServerSecurity?

    /// A server with `settings`, stopped, of methods at their paths, such as `/package.Service/Method`.
    public convenience init(_ settings: GRPCServerSettings, logger: Logger, methods: [String: GRPCMethod]) {
        self.init(options: GRPCServerOptions(settings), logger: logger, methods: methods)
    }

    init(options: GRPCServerOptions, logger: Logger, methods: [String: GRPCMethod]) {
        tls = options.tls.map {
            TLSServerSecurity($0, protocols: ["h2"], handshakeTimeout: options.handshakeTimeout, logger: logger)
        }
        self.options = options
        self.logger = logger
        self.methods = methods
        core = ServerCore(budget: options.budget, logger: logger)
    }

    /// Listens, and returns the address that clients reach.
    ///
    /// - Parameter host: has the extensions that the settings name under `auth` and `middlewares`.
    /// - Throws: what names the endpoint, when it cannot be listened on, the certificate that cannot be used, or the
    ///   extension that is missing.
    public func start(_ host: (any Host)? = nil) async throws -> SocketAddress {
        try tls?.load()
        let service = GRPCService(
            options.http2,
            maxMessageSize: options.maxMessageSize,
            includesMetadata: options.includesMetadata,
            budget: options.budget,
            admission: try ServerAdmission(options.hooks, host),
            methods: methods
        )
        let connections = GRPCConnectionService(service, tls, logger)
        return try await core.start(options.endpoint, transport: options.transport, connections)
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
    let tls: TLSServerSecurity?
    private let plaintext: PlaintextNotice

    init(_ service: GRPCService, _ tls: TLSServerSecurity?, _ logger: Logger) {
        http2 = service
        self.tls = tls
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
