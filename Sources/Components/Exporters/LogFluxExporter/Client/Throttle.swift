internal import CollectorAPI
internal import CollectorConfig

/// What the server asked to hold back: all requests for a while, or one category until there is quota again.
final class Throttle: Sendable {
    /// How long all requests pause when the server does not say.
    static let defaultPause = Duration.seconds(60)

    private static let shortestBlock = Duration.seconds(60)
    private static let longestBlock = Duration.seconds(3600)

    private struct Block {
        var until: ContinuousClock.Instant
        var length: Duration
    }

    private struct State {
        var pausedUntil: ContinuousClock.Instant?
        var blocks: [QuotaCategory: Block] = [:]
        var ignoresPauses = false
    }

    private let clock: any CollectorClock
    private let state = Lock(State())

    init(_ clock: any CollectorClock) {
        self.clock = clock
    }

    /// Lets a request with entries of `category` go.
    ///
    /// - Throws: a retryable error while all requests pause, a permanent one while there is no quota.
    func admit(_ category: QuotaCategory) throws(ConsumeError) {
        let now = clock.now
        let error = state.withLock { state -> ConsumeError? in
            if let block = state.blocks[category], now < block.until {
                return Self.exceeded(category, "next attempt in \((block.until - now).goText)")
            }
            guard let until = state.pausedUntil, now < until, !state.ignoresPauses else { return nil }
            return .retryable(
                "ratelimit_backoff: LogFlux asked to pause",
                after: until - now,
                status: .resourceExhausted
            )
        }
        if let error { throw error }
    }

    /// Makes all requests pause for `length`.
    func pause(for length: Duration) {
        let until = clock.now.advanced(by: length)
        state.withLock { state in
            state.pausedUntil = state.pausedUntil.map { max($0, until) } ?? until
        }
    }

    /// Holds back `category` for `length` or, where the server does not say, for a time that doubles with each refusal.
    ///
    /// - Returns: the error for what is refused.
    func exhaust(_ category: QuotaCategory, for length: Duration?, because reason: String) -> ConsumeError {
        let now = clock.now
        let chosen = state.withLock { state -> Duration in
            let old = state.blocks[category]
            // Of requests that were under way together, the first one's refusal counts.
            if let old, now < old.until { return old.until - now }
            let grown = old.map { min($0.length * 2, Self.longestBlock) } ?? Self.shortestBlock
            let chosen = min(length ?? grown, Self.longestBlock)
            state.blocks[category] = Block(until: now.advanced(by: chosen), length: grown)
            return chosen
        }
        return Self.exceeded(category, "\(reason), next attempt in \(chosen.goText)")
    }

    /// Notes that the server takes `category`.
    func succeed(_ category: QuotaCategory) {
        state.withLock { $0.blocks[category] = nil }
    }

    /// Lets every request go once more, pause or not: there is no later.
    func end() {
        state.withLock { $0.ignoresPauses = true }
    }

    private static func exceeded(_ category: QuotaCategory, _ reason: String) -> ConsumeError {
        .permanent("quota_exceeded: no quota for \(category.rawValue): \(reason)", status: .resourceExhausted)
    }
}
