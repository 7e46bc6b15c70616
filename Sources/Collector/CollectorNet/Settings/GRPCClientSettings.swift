public import CollectorConfig
public import Pdata

/// How a gRPC client reaches its server.
public struct GRPCClientSettings: Settings {
    /// `host:port`, `dns:///host:port` or `unix:///path`, after an optional `http://` or `https://`.
    public var endpoint = ""

    /// How messages are compressed.
    public var compression = CompressionType.unset

    /// Whether the connection is encrypted.
    public var tls = ClientTLSSettings()

    /// When a server that says nothing is pinged; never by default.
    public var keepalive = Section<GRPCClientKeepaliveSettings>.absent

    /// Upstream's read buffer in bytes; the loops read into one buffer of their own.
    public var readBufferSize = 0

    /// Upstream's write buffer in bytes; large messages are written from where they are.
    public var writeBufferSize = 0

    /// Whether a call waits for a server that cannot be reached, as long as its timeout allows.
    public var waitForReady = false

    /// Metadata that every call carries.
    public var headers = HeaderList()

    /// What stands before the library's own name in `user-agent`; empty for what the program says of itself.
    public var userAgent = ""

    /// How calls are spread over a name's addresses.
    public var balancerName = "round_robin"

    /// The `:authority` of calls; empty for the endpoint's.
    public var authority = ""

    /// What adds credentials to requests.
    public var auth = Section<AuthenticationSettings>.absent

    /// Extensions that every request passes through.
    public var middlewares: [MiddlewareSettings] = []

    /// A client without an endpoint.
    public init() {}

    /// A client of `endpoint`.
    public init(endpoint: String, insecure: Bool) {
        self.endpoint = endpoint
        tls.insecure = insecure
    }

    /// The host and port that the endpoint names; nil for a unix socket, and for what is no endpoint.
    public var server: (host: String, port: Int)? {
        guard let parsed = try? GRPCEndpoint(parsing: endpoint), case .host(let host, let port) = parsed.target else {
            return nil
        }
        return (host, port)
    }

    /// The coding in which a message that came compressed is sent as it came; nil when messages are not compressed.
    public var passedOnCoding: ContentCoding? { compression.grpcCoding.flatMap { $0 == .identity ? nil : $0 } }

    /// Whether the connection to `endpoint` is encrypted: its scheme says so, or else the `tls` block.
    ///
    /// The scheme `http` is overruled by a block that names authorities or a certificate.
    func usesTLS(_ endpoint: GRPCEndpoint) -> Bool {
        switch endpoint.scheme {
        case .https: true
        case .none: tls.isEnabled
        case .http: tls.isEnabled && (tls.common.hasAuthorities || tls.common.hasCertificate)
        }
    }

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("endpoint", \.endpoint, "The server: host:port, dns:///host:port or unix:///path."),
        Setting("compression", \.compression, "How messages are compressed: gzip, snappy, zstd or none."),
        Setting(
            "tls",
            \.tls,
            "How the connection is encrypted: with the system's certificates, unless said otherwise."
        ),
        Setting("keepalive", \.keepalive, "When a server that says nothing is pinged; without the block it never is."),
        Setting(
            "read_buffer_size",
            \.readBufferSize,
            "Accepted for upstream's sake: reading needs no buffer of its own.",
            .atLeast(0)
        ),
        Setting(
            "write_buffer_size",
            \.writeBufferSize,
            "Accepted for upstream's sake: messages are written in place.",
            .atLeast(0)
        ),
        Setting("wait_for_ready", \.waitForReady, "Whether calls wait for a server that cannot be reached."),
        Setting("headers", \.headers, "Metadata added to every call."),
        Setting("auth", \.auth, "The extension that adds credentials to requests."),
        Setting("user_agent", \.userAgent, "Replaces what the program says of itself in user-agent."),
        Setting(
            "balancer_name",
            \.balancerName,
            "How calls are spread over a name's addresses: round_robin or pick_first."
        ),
        Setting("authority", \.authority, "Replaces the endpoint as the name of the server."),
        .middlewares(\.middlewares),
    ]

    /// Reports an endpoint that cannot be reached, and what is not available.
    public func validate(_ report: inout ValidationReport) {
        checkEndpoint(&report)
        if compression.grpcCoding == nil {
            report.error(
                CompressionType.unsupported(compression.rawValue),
                at: "compression",
                fix: "allowed: gzip, snappy, zstd, none"
            )
        }
        if balancerName != "round_robin", balancerName != "pick_first" {
            report.error(
                "invalid balancer_name: \(balancerName)",
                at: "balancer_name",
                fix: "allowed: round_robin, pick_first"
            )
        }
        HeaderRules.check(headers, &report)
        for header in headers.headers where header.name.asciiLowercased.hasPrefix("grpc-") {
            report.error("the header \"\(header.name)\" belongs to gRPC itself", at: "headers", header.name)
        }
    }

    private func checkEndpoint(_ report: inout ValidationReport) {
        guard !endpoint.isEmpty else { return }
        do throws(GRPCEndpointError) {
            let parsed = try GRPCEndpoint(parsing: endpoint)
            guard case .host = parsed.target, !usesTLS(parsed) else { return }
            TransportSecurity.warn(about: headers, &report)
        } catch {
            report.error(error.description, at: "endpoint", fix: "write host:port, such as localhost:4317")
        }
    }
}
