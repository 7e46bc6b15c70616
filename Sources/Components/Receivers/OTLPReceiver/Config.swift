public import CollectorConfig
public import CollectorNet

/// The settings of an OTLP receiver.
public struct OTLPReceiverSettings: Settings {
    /// The protocols to receive by.
    public var protocols = OTLPProtocols()

    /// No protocol.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("protocols", \.protocols, "The protocols to receive by; each is on when its key is written.")
    ]

    /// Reports a receiver that would receive nothing.
    public func validate(_ report: inout ValidationReport) {
        guard !protocols.grpc.isEnabled, !protocols.http.isEnabled else { return }
        report.error(
            "must specify at least one protocol when using the OTLP receiver",
            at: "protocols",
            fix: "write grpc: or http: under protocols"
        )
    }
}

/// The protocols that an OTLP receiver can receive by.
public struct OTLPProtocols: Settings {
    /// OTLP over gRPC.
    public var grpc = Section<GRPCServerSettings>.default(Self.defaultGRPC)

    /// OTLP over HTTP, as protobuf or JSON.
    public var http = Section<OTLPHTTPSettings>.absent

    /// No protocol.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("grpc", \.grpc, "OTLP over gRPC."),
        Setting("http", \.http, "OTLP over HTTP, as protobuf or JSON."),
    ]

    private static var defaultGRPC: GRPCServerSettings {
        var settings = GRPCServerSettings(endpoint: "localhost:4317")
        settings.readBufferSize = 512 << 10
        return settings
    }
}

/// How OTLP is received over HTTP.
public struct OTLPHTTPSettings: Settings {
    /// The server.
    public var server = Self.defaultServer

    /// The path of traces.
    public var tracesPath = "/v1/traces"

    /// The path of metrics.
    public var metricsPath = "/v1/metrics"

    /// The path of logs.
    public var logsPath = "/v1/logs"

    /// Upstream's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        .embedded(\.server),
        Setting("traces_url_path", \.tracesPath, "The path that traces are sent to.", path),
        Setting("metrics_url_path", \.metricsPath, "The path that metrics are sent to.", path),
        Setting("logs_url_path", \.logsPath, "The path that logs are sent to.", path),
    ]

    /// Reports paths that several signals share.
    public func validate(_ report: inout ValidationReport) {
        var owners = [OTLPRoutes.profilesPath: "profiles"]
        let paths = [
            ("traces_url_path", tracesPath), ("metrics_url_path", metricsPath), ("logs_url_path", logsPath),
        ]
        for (key, path) in paths {
            let path = OTLPRoutes.rooted(path)
            if let owner = owners.updateValue(key, forKey: path) {
                report.error("the path \"\(path)\" is also that of \(owner)", at: key, fix: "give each signal its own")
            }
        }
    }

    private static let path = Constraint<String>.custom(
        "a URL path without white space, query or fragment",
        { path in path.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x3f && $0 != 0x23 } }
    )

    /// Clients of telemetry keep their connections: nothing ends them for being slow or idle, as upstream has it.
    private static var defaultServer: HTTPServerSettings {
        var settings = HTTPServerSettings(endpoint: "localhost:4318")
        settings.readHeaderTimeout = .zero
        settings.writeTimeout = .zero
        settings.idleTimeout = .zero
        return settings
    }
}
