public import CollectorConfig
internal import CollectorNet
public import ExporterKit

/// The settings of an exporter to Amplitude.
public struct AmplitudeExporterSettings: QueueingSettings {
    /// The key of the project that events go to.
    public var apiKey = Secret("")

    /// The URL that requests are sent to, as it is.
    public var endpoint = "https://api2.amplitude.com/2/httpapi"

    /// The attribute of log records that names the user.
    public var userIDAttribute = "organisation.id"

    /// What stands before the attribute's value in a user's id.
    public var userIDPrefix = "org:"

    /// The globs of which an event's type must match one; empty for all events.
    public var events: [String] = []

    /// How long one request may take.
    public var timeout = TimeoutSettings()

    /// When failed requests are sent again.
    public var retry = Section<RetrySettings>.some(RetrySettings())

    /// What waits to be sent.
    public var queue = Section<QueueSettings>.absent

    /// Amplitude in the US, every event, and no key.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("api_key", \.apiKey, "The key of the Amplitude project that events go to."),
        Setting(
            "endpoint",
            \.endpoint,
            "The URL that requests are sent to, as it is; in the EU https://api.eu.amplitude.com/2/httpapi."
        ),
        Setting("user_id_attribute", \.userIDAttribute, "The attribute of log records whose value names the user."),
        Setting("user_id_prefix", \.userIDPrefix, "What stands before that value in user_id; empty for nothing."),
        Setting("events", \.events, "Globs of which an event's type must match one to be sent; none for all."),
        .embedded(\.timeout),
        Setting("retry_on_failure", \.retry, "When requests are sent again that failed for now."),
        Setting("sending_queue", \.queue, "What waits to be sent, so that senders need not."),
    ]

    /// Reports what is missing, a URL that cannot be requested, and globs that are none.
    public func validate(_ report: inout ValidationReport) {
        if apiKey.isEmpty {
            report.error(
                "api_key is required",
                at: "api_key",
                fix: "write the project's key, such as ${env:AMPLITUDE_API_KEY}"
            )
        }
        if endpoint.isEmpty {
            report.error(
                "endpoint is required",
                at: "endpoint",
                fix: "leave it out for https://api2.amplitude.com/2/httpapi"
            )
        } else {
            HTTPClientSettings.checkURL(endpoint, at: "endpoint", &report)
        }
        for pattern in events where Glob(pattern) == nil {
            report.error("invalid event_allowlist pattern: \(pattern)", at: "events")
        }
    }
}
