internal import CollectorAPI
internal import MemoryLimiting
internal import Pdata

/// Refuses data while the process uses too much memory.
final class MemoryLimiterProcessor<Data: Telemetry>: Processor {
    private let limiter: MemoryLimiter
    private let context: ComponentContext
    private let next: any Consumer<Data>
    private let accepted: ItemCounters
    private let refused: ItemCounters
    private let use = Lock<Int?>(nil)

    init(_ limiter: MemoryLimiter, _ context: ComponentContext, _ next: any Consumer<Data>) {
        self.limiter = limiter
        self.context = context
        self.next = next
        let signals: [Signal] = Data.signal == .profiles ? [] : [Data.signal]
        let attributes = ["processor": "\(context.id)"]
        accepted = ItemCounters(
            context.metrics,
            prefix: "processor_memory_limiter_accepted",
            help: "Number of items successfully pushed into the next component in the pipeline.",
            signals: signals,
            attributes: attributes
        )
        refused = ItemCounters(
            context.metrics,
            prefix: "processor_memory_limiter_refused",
            help: "Number of items that were refused because memory was short.",
            signals: signals,
            attributes: attributes
        )
    }

    func start(_ host: any Host) async throws {
        let id = try limiter.begin(MemoryLimiter.User(host, context))
        use.withLock { $0 = id }
    }

    var passedOnCodings: Set<ContentCoding> { next.passedOnCodings }

    func consume(_ data: Data) async throws {
        guard !limiter.mustRefuse else {
            refused.add(data.itemCount, Data.signal)
            throw ConsumeError.retryable(MemoryLimiter.refusal, after: MemoryLimiter.delay)
        }
        try await next.consume(data)
        accepted.add(data.itemCount, Data.signal)
    }

    func shutdown() async throws {
        let id = use.withLock { use in
            defer { use = nil }
            return use
        }
        if let id { await limiter.end(id) }
    }
}
