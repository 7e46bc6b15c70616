internal import CollectorAPI
internal import CollectorNet
internal import MemoryLimiting

/// Refuses requests before their bodies are read while the process uses too much memory.
final class MemoryLimiterExtension: ServerMiddleware {
    private let limiter: MemoryLimiter
    private let context: ComponentContext
    private let use = Lock<Int?>(nil)

    init(_ limiter: MemoryLimiter, _ context: ComponentContext) {
        self.limiter = limiter
        self.context = context
    }

    func start(_ host: any Host) async throws {
        let id = try limiter.begin(MemoryLimiter.User(host, context))
        use.withLock { $0 = id }
    }

    func admit(_ request: IncomingRequest) async throws(RequestRefusal) {
        guard limiter.mustRefuse else { return }
        // Upstream's RESOURCE_EXHAUSTED and 429 make released SDKs drop the data.
        throw RequestRefusal(.unavailable, MemoryLimiter.refusal, retryAfter: MemoryLimiter.delay)
    }

    func shutdown() async throws {
        let id = use.withLock { use in
            defer { use = nil }
            return use
        }
        if let id { await limiter.end(id) }
    }
}
