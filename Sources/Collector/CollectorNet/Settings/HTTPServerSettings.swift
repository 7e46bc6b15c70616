public import CollectorConfig

/// How an HTTP server listens, and what it takes.
public struct HTTPServerSettings: Settings {
    /// The body limit that applies when none is set, in bytes.
    public static let defaultMaxRequestBodySize = 20 << 20

    /// The names that `compression_algorithms` may list; the empty one is a body that is not compressed.
    static let knownCompressions = ["", "gzip", "zstd", "zlib", "snappy", "deflate", "lz4", "x-snappy-framed"]

    /// `host:port`, or the path of a unix socket.
    public var endpoint = ""

    /// `tcp`, `tcp4`, `tcp6` or `unix`.
    public var transport = "tcp"

    /// The encryption; off by default.
    public var tls = Section<ServerTLSSettings>.absent

    /// Which web pages may call; off by default.
    public var cors = Section<CORSSettings>.absent

    /// The longest request body in bytes, before and after decompression; 0 for the default.
    public var maxRequestBodySize = Self.defaultMaxRequestBodySize

    /// Whether request headers become part of the client context.
    public var includeMetadata = false

    /// Headers that every response carries.
    public var responseHeaders = HeaderList()

    /// The content encodings that are undone; others are refused. When empty, bodies are left as they come.
    public var compressionAlgorithms = Self.knownCompressions

    /// How long a request may take to arrive whole; 0 for ever.
    public var readTimeout = Duration.zero

    /// How long a request's header may take to arrive; 0 for ever.
    public var readHeaderTimeout = Duration.seconds(60)

    /// How long a client may leave a response untouched; 0 for ever.
    public var writeTimeout = Duration.seconds(30)

    /// How long a connection stays open between requests; 0 for ever.
    public var idleTimeout = Duration.seconds(60)

    /// Whether a connection may carry several requests.
    public var keepAlivesEnabled = true

    /// Who may send requests; everybody by default.
    public var auth = Section<HTTPServerAuthenticationSettings>.absent

    /// Extensions that every request passes through.
    public var middlewares: [MiddlewareSettings] = []

    /// Upstream's block of a listener.
    public var dialer = DialerSettings()

    /// A server without an endpoint.
    public init() {}

    /// A server at `endpoint`.
    public init(endpoint: String) {
        self.endpoint = endpoint
    }

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("endpoint", \.endpoint, "Where to listen: host:port, or the path of a unix socket."),
        Setting("transport", \.transport, "The kind of socket: tcp, tcp4, tcp6 or unix."),
        Setting("dialer", \.dialer, "Accepted for upstream's sake: a server does not dial."),
        Setting("tls", \.tls, "The certificate, and which clients are trusted; without the block, TLS is off."),
        Setting("cors", \.cors, "Which web pages may call from a browser."),
        Setting("auth", \.auth, "Who may send requests."),
        Setting(
            "max_request_body_size",
            \.maxRequestBodySize,
            "The longest request body in bytes, before and after decompression; 0 is the default.",
            .atLeast(0)
        ),
        Setting(
            "include_metadata",
            \.includeMetadata,
            "Whether request headers are kept for processors and exporters."
        ),
        Setting("response_headers", \.responseHeaders, "Headers added to every response."),
        Setting(
            "compression_algorithms",
            \.compressionAlgorithms,
            "The content encodings taken; the empty one is a body that is not compressed. Without any, bodies are left as they come.",
            .custom(
                "a list of \"\", gzip, zstd, zlib, snappy, deflate, lz4 and x-snappy-framed",
                { $0.allSatisfy(knownCompressions.contains) }
            )
        ),
        Setting(
            "read_timeout",
            \.readTimeout,
            "How long a request may take to arrive whole; 0s is for ever.",
            .atLeast(.zero)
        ),
        Setting(
            "read_header_timeout",
            \.readHeaderTimeout,
            "How long a request's header may take to arrive; 0s is for ever.",
            .atLeast(.zero)
        ),
        Setting(
            "write_timeout",
            \.writeTimeout,
            "How long a client may leave a response untouched; 0s is for ever.",
            .atLeast(.zero)
        ),
        Setting(
            "idle_timeout",
            \.idleTimeout,
            "How long a connection stays open between requests; 0s is for ever.",
            .atLeast(.zero)
        ),
        Setting("keep_alives_enabled", \.keepAlivesEnabled, "Whether a connection may carry several requests."),
        .middlewares(\.middlewares),
    ]

    /// Reports an endpoint that cannot be listened on.
    public func validate(_ report: inout ValidationReport) {
        ListenRules.check(endpoint, transport: transport, &report)
    }
}
