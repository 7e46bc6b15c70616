public import CollectorConfig

/// How a gRPC server listens, and what it takes.
public struct GRPCServerSettings: Settings {
    /// The message limit that applies when none is set, in MiB.
    public static let defaultMaxMessageMiB = 4

    /// The largest message limit that can be set, in MiB: a gRPC message is shorter than 4 GiB.
    static let largestMaxMessageMiB = 4095

    /// `host:port`, or the path of a unix socket.
    public var endpoint = ""

    /// `tcp`, `tcp4`, `tcp6` or `unix`.
    public var transport = "tcp"

    /// The encryption; off by default.
    public var tls = Section<ServerTLSSettings>.absent

    /// The longest message in MiB, before and after decompression; 0 for the default.
    public var maxReceivedMessageMiB = 0

    /// The most calls under way on one connection; 0 for the default.
    public var maxConcurrentStreams: UInt32 = 0

    /// Upstream's read buffer in bytes; the loops read into one buffer of their own.
    public var readBufferSize = 0

    /// Upstream's write buffer in bytes; the loops gather writes in one buffer of their own.
    public var writeBufferSize = 0

    /// When connections end, and what is expected of clients' pings.
    public var keepalive = GRPCServerKeepalive()

    /// Whether request metadata becomes part of the client context.
    public var includeMetadata = false

    /// Who may send requests; everybody by default.
    public var auth = Section<AuthenticationSettings>.absent

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

    /// The longest message in bytes, before and after decompression.
    public var maxMessageSize: Int {
        let mebibytes = maxReceivedMessageMiB > 0 ? maxReceivedMessageMiB : Self.defaultMaxMessageMiB
        return min(mebibytes, Self.largestMaxMessageMiB) << 20
    }

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("endpoint", \.endpoint, "Where to listen: host:port, or the path of a unix socket."),
        Setting("transport", \.transport, "The kind of socket: tcp, tcp4, tcp6 or unix."),
        Setting("dialer", \.dialer, "Accepted for upstream's sake: a server does not dial."),
        Setting("tls", \.tls, "The certificate, and which clients are trusted; without the block, TLS is off."),
        Setting(
            "max_recv_msg_size_mib",
            \.maxReceivedMessageMiB,
            "The longest message in MiB, before and after decompression; 0 is 4 MiB."
        ),
        Setting(
            "max_concurrent_streams",
            \.maxConcurrentStreams,
            "The most calls under way on one connection; 0 is the default of 256."
        ),
        Setting(
            "read_buffer_size",
            \.readBufferSize,
            "Accepted for upstream's sake: reading needs no buffer of its own."
        ),
        Setting(
            "write_buffer_size",
            \.writeBufferSize,
            "Accepted for upstream's sake: writing needs no buffer of its own."
        ),
        Setting("keepalive", \.keepalive, "When connections end."),
        Setting("auth", \.auth, "Who may send requests."),
        Setting(
            "include_metadata",
            \.includeMetadata,
            "Whether request metadata is kept for processors and exporters."
        ),
        .middlewares(\.middlewares),
    ]

    /// Reports an endpoint that cannot be listened on, and sizes out of range.
    public func validate(_ report: inout ValidationReport) {
        ListenRules.check(endpoint, transport: transport, &report)
        if !(0...Self.largestMaxMessageMiB).contains(maxReceivedMessageMiB) {
            report.error(
                "invalid max_recv_msg_size_mib value, must be between 1 and \(Self.largestMaxMessageMiB): "
                    + "\(maxReceivedMessageMiB)",
                at: "max_recv_msg_size_mib"
            )
        }
        if readBufferSize < 0 {
            report.error("invalid read_buffer_size value: \(readBufferSize)", at: "read_buffer_size")
        }
        if writeBufferSize < 0 {
            report.error("invalid write_buffer_size value: \(writeBufferSize)", at: "write_buffer_size")
        }
    }
}
