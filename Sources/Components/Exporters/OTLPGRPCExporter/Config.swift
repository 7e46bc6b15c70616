public import CollectorConfig
public import CollectorNet
public import ExporterKit

/// The settings of an exporter of OTLP over gRPC.
public struct OTLPGRPCExporterSettings: QueueingSettings {
    /// The server, and how it is reached.
    public var client = Self.defaultClient

    /// How long one attempt may take.
    public var timeout = TimeoutSettings()

    /// When failed requests are sent again.
    public var retry = Section<RetrySettings>.some(RetrySettings())

    /// What waits to be sent.
    public var queue = Section<QueueSettings>.some(QueueSettings())

    /// Upstream's defaults, without an endpoint.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        .embedded(\.client),
        .embedded(\.timeout),
        Setting("retry_on_failure", \.retry, "When requests are sent again that failed for now."),
        Setting("sending_queue", \.queue, "What waits to be sent, so that senders need not."),
    ]

    /// Reports a missing endpoint.
    public func validate(_ report: inout ValidationReport) {
        guard client.endpoint.isEmpty else { return }
        report.error(
            "requires a non-empty \"endpoint\"",
            at: "endpoint",
            fix: "write host:port, such as localhost:4317"
        )
    }

    private static var defaultClient: GRPCClientSettings {
        var client = GRPCClientSettings()
        client.compression = .gzip
        client.writeBufferSize = 512 << 10
        return client
    }
}
