public import CollectorConfig
public import CollectorNet
public import ExporterKit
internal import Pdata

/// The settings of an exporter of OTLP over HTTP.
public struct OTLPHTTPExporterSettings: QueueingSettings {
    /// How requests are encoded.
    public enum Encoding: String, SettingValue, CaseIterable, Sendable {
        case proto
        case json
    }

    /// The server, to whose URL the signals' paths are added, and how it is reached.
    public var client = Self.defaultClient

    /// The whole URL for traces; empty for the server's.
    public var tracesEndpoint = ""

    /// The whole URL for metrics; empty for the server's.
    public var metricsEndpoint = ""

    /// The whole URL for logs; empty for the server's.
    public var logsEndpoint = ""

    /// The whole URL for profiles; empty for the server's.
    public var profilesEndpoint = ""

    /// How requests are encoded.
    public var encoding = Encoding.proto

    /// When failed requests are sent again.
    public var retry = Section<RetrySettings>.some(RetrySettings())

    /// What waits to be sent.
    public var queue = Section<QueueSettings>.some(QueueSettings())

    /// Upstream's defaults, without an endpoint.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        .embedded(\.client),
        Setting("traces_endpoint", \.tracesEndpoint, "The whole URL for traces, instead of endpoint with /v1/traces."),
        Setting(
            "metrics_endpoint",
            \.metricsEndpoint,
            "The whole URL for metrics, instead of endpoint with /v1/metrics."
        ),
        Setting("logs_endpoint", \.logsEndpoint, "The whole URL for logs, instead of endpoint with /v1/logs."),
        Setting(
            "profiles_endpoint",
            \.profilesEndpoint,
            "The whole URL for profiles, instead of endpoint with /v1development/profiles."
        ),
        Setting("encoding", \.encoding, "How requests are encoded: proto or json."),
        Setting("retry_on_failure", \.retry, "When requests are sent again that failed for now."),
        Setting("sending_queue", \.queue, "What waits to be sent, so that senders need not."),
    ]

    /// Reports URLs that cannot be requested, and that there is none at all.
    public func validate(_ report: inout ValidationReport) {
        let written = Signal.allCases.filter { !endpoint(of: $0).isEmpty }
        for signal in written { HTTPClientSettings.checkURL(endpoint(of: signal), at: signal.endpointKey, &report) }
        // Of the server's own URL, its settings warn.
        if !HTTPClientSettings.isPlaintext(client.endpoint),
            written.contains(where: { HTTPClientSettings.isPlaintext(endpoint(of: $0)) })
        {
            client.warnOfPlaintext(&report)
        }
        guard client.endpoint.isEmpty, written.isEmpty else { return }
        report.error(
            "at least one endpoint must be specified",
            at: "endpoint",
            fix: "write a URL such as http://localhost:4318"
        )
    }

    private static var defaultClient: HTTPClientSettings {
        var client = HTTPClientSettings()
        client.timeout = .seconds(30)
        client.compression = .gzip
        client.writeBufferSize = 512 << 10
        return client
    }
}
