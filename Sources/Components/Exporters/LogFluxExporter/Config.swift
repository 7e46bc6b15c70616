public import CollectorConfig
internal import CollectorNet
public import ExporterKit

/// The settings of an exporter to LogFlux.
public struct LogFluxExporterSettings: QueueingSettings {
    /// The account's key, `<region>-lf_<key>`.
    public var apiKey = Secret("")

    /// The zone whose endpoint is looked up; empty for the key's region.
    public var zone = ""

    /// The ingestor's URL; empty to look it up.
    public var endpoint = ""

    /// What entries name as their source; empty for the machine's name.
    public var source = ""

    /// The environment that entries name; empty for none.
    public var environment = ""

    /// Whether payloads are compressed before they are encrypted.
    public var compression = true

    /// How many entries wait at most.
    public var queueSize = Self.defaultQueueSize

    /// How many entries a request has at most.
    public var batchSize = Self.defaultBatchSize

    /// How many requests are sent at the same time.
    public var workerCount = Self.defaultWorkerCount

    private static let defaultQueueSize = 1000
    private static let defaultBatchSize = 100
    private static let defaultWorkerCount = 2

    /// The vendor's defaults, without a key.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("api_key", \.apiKey, "The account's API key, such as eu-lf_…; required."),
        Setting(
            "zone",
            \.zone,
            "The zone whose endpoint is looked up, such as eu or us, instead of the key's region; without effect beside endpoint."
        ),
        Setting("endpoint", \.endpoint, "The ingestor's URL; without it, it is looked up."),
        Setting("source", \.source, "What entries name as their source; empty is the machine's name."),
        Setting("environment", \.environment, "The environment that entries name, such as production."),
        Setting("compression", \.compression, "Whether payloads are compressed by gzip before they are encrypted."),
        Setting(
            "queue_size",
            \.queueSize,
            "How many entries of each signal wait to be sent, those being sent included; 0 or less is 1000."
        ),
        Setting("batch_size", \.batchSize, "How many entries a request has at most; 0 or less is 100."),
        Setting("worker_count", \.workerCount, "How many requests of each signal are sent at once; 0 or less is 2."),
    ]

    /// Reports a key that is missing or malformed, and an endpoint or zone that cannot be requested.
    public func validate(_ report: inout ValidationReport) {
        do throws(LogFluxAPIKey.Malformed) {
            _ = try LogFluxAPIKey(parsing: apiKey)
        } catch {
            report.error(error.description, at: "api_key", fix: "write the key as LogFlux shows it: eu-lf_…")
        }
        guard endpoint.isEmpty else { return checkEndpoint(&report) }
        guard zone.utf8.allSatisfy(Self.isLabelByte), zone.first != "-", zone.last != "-", zone.utf8.count <= 63 else {
            return report.error("\"\(zone)\" is not a zone", at: "zone", fix: "write a zone such as eu or us")
        }
    }

    private func checkEndpoint(_ report: inout ValidationReport) {
        HTTPClientSettings.checkURL(endpoint, at: "endpoint", &report)
        guard let place = HTTPClientSettings.destination(of: endpoint) else { return }
        if endpoint.contains("?") {
            report.error("endpoint must not have a query", at: "endpoint", fix: "write the ingestor's base URL")
        }
        let isLocal = ["localhost", "127.0.0.1", "::1"].contains(place.host)
        guard endpoint.prefix(5).lowercased() == "http:", !isLocal else { return }
        report.warning(
            "api_key is sent unencrypted to an http URL",
            at: "endpoint",
            fix: "write an https URL"
        )
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2d
    }

    // MARK: What follows from the keys

    /// The most entries that wait.
    var entryCapacity: Int { queueSize > 0 ? queueSize : Self.defaultQueueSize }

    /// The most entries of a request.
    var entriesPerRequest: Int { batchSize > 0 ? batchSize : Self.defaultBatchSize }

    /// The queue that the keys describe: of entries, joined and cut to requests.
    public var queue: Section<QueueSettings> {
        var batch = QueueBatchSettings()
        batch.minSize = min(entriesPerRequest, entryCapacity)
        batch.maxSize = entriesPerRequest
        batch.sizer = .items
        var queue = QueueSettings()
        queue.sizer = .items
        queue.size = entryCapacity
        queue.consumers = workerCount > 0 ? workerCount : Self.defaultWorkerCount
        queue.batch = .some(batch)
        return .some(queue)
    }

    /// Failed requests are sent again with growing pauses, for five minutes.
    var retry: Section<RetrySettings> {
        var retry = RetrySettings()
        retry.initialInterval = .seconds(1)
        retry.multiplier = 2
        retry.randomizationFactor = 0.25
        return .some(retry)
    }
}
