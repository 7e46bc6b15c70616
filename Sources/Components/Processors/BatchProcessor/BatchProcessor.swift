internal import CollectorAPI
internal import Pdata

/// Gathers items into batches.
///
/// A caller is answered when its items are taken; from then on the processor answers for them.
final class BatchProcessor<Data: Telemetry>: Processor {
    private struct State {
        var host: (any Host)?
        var batchers: [[[String]]: Batcher<Data>] = [:]
    }

    private let settings: BatchSettings
    private let metadataKeys: [String]
    private let next: any Consumer<Data>
    private let logger: Logger
    private let metrics: BatchMetrics
    private let state = Lock(State())

    init(_ settings: BatchSettings, _ context: ComponentContext, _ next: any Consumer<Data>) {
        self.settings = settings
        self.next = next
        metadataKeys = settings.metadataKeys.map { $0.lowercased() }
        logger = context.logger
        metrics = BatchMetrics(context.metrics, context.id)
    }

    func start(_ host: any Host) async throws {
        state.withLock { $0.host = host }
    }

    @specialized(where Data == Traces)
    @specialized(where Data == Metrics)
    @specialized(where Data == Logs)
    @specialized(where Data == Profiles)
    func consume(_ data: Data) async throws {
        guard data.itemCount > 0 else { return }
        // What arrived compressed is sent gathered: the compressed bytes would be held for nothing.
        try await batcher().add(data.withoutCompressedForm)
    }

    func shutdown() async throws {
        let batchers = state.withLock { state in
            state.host = nil
            return Array(state.batchers.values)
        }
        await withTaskGroup { group in
            for batcher in batchers { group.addTask { await batcher.shutdown() } }
        }
    }

    /// The batcher for the current client's metadata.
    private func batcher() throws -> Batcher<Data> {
        let client = ClientContext.current
        let values = metadataKeys.map { client.metadata[$0] ?? [] }
        return try state.withLock { state throws(ConsumeError) in
            if let batcher = state.batchers[values] { return batcher }
            guard let host = state.host else { throw ConsumeError.retryable("the batch processor is not running") }
            guard metadataKeys.isEmpty || state.batchers.count < settings.maxCombinations else {
                throw ConsumeError.permanent("too many batcher metadata-value combinations")
            }
            let batcher = Batcher(settings, client: context(values), next, host, logger, metrics)
            state.batchers[values] = batcher
            metrics.combinations.add(1)
            return batcher
        }
    }

    /// What a batch tells of its senders: only what they have in common.
    private func context(_ values: [[String]]) -> ClientContext {
        var metadata: [String: [String]] = [:]
        for (key, values) in zip(metadataKeys, values) where !values.isEmpty { metadata[key] = values }
        return ClientContext(metadata: metadata)
    }
}
