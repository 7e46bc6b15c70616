internal import CollectorAPI
internal import CollectorNet
internal import ExporterKit
internal import Pdata

/// Exports log records to Amplitude, each as an event.
enum AmplitudeExporter {
    /// From how many bytes of telemetry on mapping leaves the loop, which it would hold for milliseconds.
    private static let offLoopSize = 64 << 10

    /// An exporter with a client of its own.
    static func make(_ settings: AmplitudeExporterSettings, _ context: ComponentContext) -> SendingExporter<Logs> {
        var reached = HTTPClientSettings(endpoint: settings.endpoint)
        reached.timeout = settings.timeout.timeout
        let client = HTTPClient(reached, logger: context.logger)
        let server = AmplitudeServer(settings, client, userAgent: context.build.userAgent)
        let mapper = EventMapper(settings)
        return SendingExporter(
            context,
            queue: settings.queue,
            retry: settings.retry,
            attributes: attributes(settings.endpoint),
            start: { try client.start($0) },
            stop: { await client.shutdown() },
            transfer: { logs in
                let kept = Lock<Outbox?>(nil)
                return { () throws(ConsumeError) in
                    var outbox: Outbox
                    if let begun = kept.withLock({ $0.take() }) {
                        outbox = begun
                    } else {
                        outbox = Outbox(await events(of: logs, mapper), server)
                    }
                    do throws(ConsumeError) {
                        try await outbox.send(to: server)
                    } catch {
                        let rest = outbox
                        kept.withLock { $0 = rest }
                        throw error
                    }
                    return try outbox.outcome()
                }
            }
        )
    }

    private static func events(of logs: Logs, _ mapper: EventMapper) async -> MappedEvents {
        guard logs.byteCount >= offLoopSize else { return mapper.map(logs) }
        return await withTaskExecutorPreference(globalConcurrentExecutor) { mapper.map(logs) }
    }

    private static func attributes(_ url: String) -> [String: String] {
        guard let server = HTTPClientSettings.destination(of: url) else { return [:] }
        return ["server.address": server.host, "server.port": "\(server.port)", "url.path": server.path]
    }
}
