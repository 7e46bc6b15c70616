internal import CollectorAPI
internal import CollectorNet
internal import ExporterKit
internal import Glibc
internal import Pdata

/// Exports records of one signal to LogFlux.
final class LogFluxExporter<Data: Telemetry>: Exporter {
    /// What attempts need, while the exporter runs.
    private struct Running: Sendable {
        var client: LogFluxClient
        var clock: any CollectorClock
    }

    private let sending: SendingExporter<Data>
    private let running: Lock<Running?>
    private let capacity: Int

    /// An exporter by `settings`, which are valid.
    init(_ settings: LogFluxExporterSettings, _ context: ComponentContext) throws {
        guard let type = EntryType(Data.signal) else { throw UnsupportedSignal() }
        let key = try LogFluxAPIKey(parsing: settings.apiKey)
        let shared = SharedClient.of(settings, context)
        let running = Lock<Running?>(nil)
        let mapping = PayloadMapping(
            source: settings.source.isEmpty ? Self.hostname : settings.source,
            environment: settings.environment
        )
        self.running = running
        capacity = settings.entryCapacity
        sending = SendingExporter(
            context,
            queue: settings.queue,
            retry: settings.retry,
            attributes: Self.attributes(settings),
            start: { host in
                let client = try shared.acquire(host) { LogFluxClient(settings, key, context, host) }
                running.withLock { $0 = Running(client: client, clock: host.clock) }
            },
            stop: {
                guard running.withLock({ $0.take() }) != nil else { return }
                await shared.release()
            },
            transfer: { data in
                guard let now = running.withLock({ $0 }) else {
                    return { () throws(ConsumeError) in throw .retryable("the exporter is not running") }
                }
                let transfer = EntryTransfer(data, type, mapping, compresses: settings.compression, now.client)
                return { () throws(ConsumeError) in try await transfer.attempt(clock: now.clock) }
            }
        )
    }

    /// Begins to agree with the server on a key, and takes data from now on.
    func start(_ host: any Host) async throws {
        try await sending.start(host)
    }

    /// Takes `data`, and returns when the queue has it.
    ///
    /// What is more than the whole queue holds goes in part by part, and the caller waits for room.
    func consume(_ data: Data) async throws {
        guard data.itemCount > capacity else { return try await sending.consume(data) }
        for part in data.split(maxItems: capacity) {
            try await sending.consume(part, waitsForRoom: true)
        }
    }

    /// Gives what waits one attempt each, and forgets the key.
    func shutdown() async throws {
        running.withLock { $0 }?.client.throttle.end()
        try await sending.shutdown()
    }

    private static func attributes(_ settings: LogFluxExporterSettings) -> [String: String] {
        guard let server = HTTPClientSettings.destination(of: settings.endpoint) else { return [:] }
        return ["server.address": server.host, "server.port": "\(server.port)"]
    }

    /// The machine's name.
    private static var hostname: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.isEmpty ? "unknown" : text
    }
}
