public import CollectorConfig

/// How a load is sent.
public struct LoadSettings: Settings {
    /// The protocols of OTLP.
    public enum Transport: String, CaseIterable, Sendable, SettingValue {
        /// gRPC over HTTP/2.
        case grpc
        /// OTLP/HTTP with protobuf over HTTP/1.1.
        case http
    }

    /// How bodies are compressed.
    public enum Compression: String, CaseIterable, Sendable, SettingValue {
        /// Not at all.
        case none
        /// By gzip at the size of level 6.
        case gzip
    }

    /// Which protocol is spoken.
    public var transport = Transport.grpc

    /// How bodies are compressed.
    public var compression = Compression.none

    /// Whether TLS is spoken.
    public var tls = false

    /// The number of connections.
    public var connections = 4

    /// The number of requests that each connection has under way at most.
    public var inFlight = 8

    /// Items a second that are sent whatever the answers; 0 sends the next request when one is answered.
    public var rate = 0.0

    /// The defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("transport", \.transport, "grpc, or http for OTLP/HTTP with protobuf."),
        Setting("compression", \.compression, "none or gzip."),
        Setting("tls", \.tls, "Whether to speak TLS."),
        Setting("connections", \.connections, "The number of connections.", .range(1...1024)),
        Setting("in_flight", \.inFlight, "Requests under way on each connection at most.", .range(1...4096)),
        Setting(
            "rate",
            \.rate,
            "Items a second, sent whatever the answers; 0 sends a request when one is answered.",
            .atLeast(0)
        ),
    ]

    /// HTTP/1.1 has one request at a time.
    public func validate(_ report: inout ValidationReport) {
        guard transport == .http, inFlight > 1 else { return }
        report.error(
            "HTTP/1.1 has one request at a time on a connection",
            at: "in_flight",
            fix: "write in_flight: 1, and more connections"
        )
    }
}
