internal import CollectorConfig
public import Pdata
internal import Synchronization

/// How much memory telemetry may take, in bytes, for the whole process.
///
/// A server asks ``admit(_:)`` before it reads a request's body, by the size that the request declares; what was admitted
/// is counted until the storage of its bytes is freed, whoever holds it. What a request causes later (inflated,
/// rewritten and compressed copies, answers) is counted, but never refused: a fifth of the limit, which requests cannot
/// take, is there for it, for exporters, for self-telemetry and for health checks. May be used from any thread.
///
/// `memory_limiter` sets the limit; without one it is half of the memory that the process may use. A budget is never
/// freed.
public final class MemoryBudget: Sendable {
    /// What a request for memory came to.
    public enum Admission: Sendable, Hashable {
        /// The bytes are counted; whoever asked releases them, or pays with them for a storage.
        case admitted
        /// There is no room now.
        case refused
        /// There will never be room: more than requests may ever take.
        case tooLarge
    }

    /// The budget of this process.
    public static let shared = MemoryBudget(limit: SystemMemory.forProcess.total / 2)

    /// Where the bytes are counted.
    public let meter: ByteMeter

    /// The limit and what requests may take of it.
    private struct Share {
        var limit: Int
        var reserve: Int
    }

    private struct State {
        var fallback: Share
        var shares: [Int: Share] = [:]
        var watchers: [Int: @Sendable () -> Void] = [:]
        var nextID = 0
    }

    private let state: Lock<State>
    private let currentLimit: Atomic<Int>
    private let requestLimit: Atomic<Int>
    private let other = Atomic<Int>(0)
    private let refusals = Counter()
    private let lastSignal = Atomic<Int64>(.min)

    /// How often those who can give memory back are asked to.
    private static let signalInterval = Duration.milliseconds(100)

    private static let start = ContinuousClock.now

    /// A budget of `limit` bytes that counts at `meter`.
    public init(limit: Int, at meter: ByteMeter = .process) {
        self.meter = meter
        let fallback = Share(limit: max(limit, 0), reserve: max(limit, 0) / 5)
        state = Lock(State(fallback: fallback))
        currentLimit = Atomic(fallback.limit)
        requestLimit = Atomic(fallback.limit - fallback.reserve)
        // Never freed, so that a promise need not keep it alive: counting references would cost every request.
        _ = Unmanaged.passRetained(self)
    }

    // MARK: The limit

    /// The limit in bytes. It changes while a collector starts or reloads: whoever derives a bound from it reads it when
    /// the bound is needed.
    public var limit: Int { currentLimit.load(ordering: .relaxed) }

    /// What requests may take of the limit, in bytes.
    public var limitForRequests: Int { requestLimit.load(ordering: .relaxed) }

    /// The bytes counted now, those that are promised included.
    public var used: Int { meter.count &+ other.load(ordering: .relaxed) }

    /// Whether requests are being refused, or soon will be: optional copies should be dropped.
    public var isUnderPressure: Bool { used >= limitForRequests / 8 * 7 }

    /// How many requests found no room.
    public var refusedCount: UInt64 { refusals.value }

    /// Sets the limit to `limit`, of which requests cannot take `reserve`, until ``release(_:)-(Claim)``.
    ///
    /// Of several claims the smallest limit holds.
    public func claim(limit: Int, reserve: Int) -> Claim {
        state.withLock { state in
            defer { state.nextID += 1 }
            let limit = max(limit, 0)
            state.shares[state.nextID] = Share(limit: limit, reserve: min(max(reserve, 0), limit))
            apply(state)
            return Claim(id: state.nextID)
        }
    }

    /// Takes back `claim`.
    public func release(_ claim: Claim) {
        state.withLock { state in
            state.shares[claim.id] = nil
            apply(state)
        }
    }

    /// A limit that someone has set.
    public struct Claim: Sendable {
        fileprivate let id: Int
    }

    private func apply(_ state: State) {
        let share = state.shares.values.min { $0.limit < $1.limit } ?? state.fallback
        currentLimit.store(share.limit, ordering: .relaxed)
        requestLimit.store(share.limit - share.reserve, ordering: .relaxed)
    }

    /// Says how much memory the process uses beside what is counted; requests get that much less.
    public func setOther(_ bytes: Int) {
        other.store(max(bytes, 0), ordering: .relaxed)
    }

    // MARK: Use

    /// Counts `bytes` for a request, if there is room.
    public func admit(_ bytes: Int) -> Admission {
        let limit = requestLimit.load(ordering: .relaxed)
        guard bytes <= limit else { return .tooLarge }
        if meter.add(bytes) &+ other.load(ordering: .relaxed) <= limit { return .admitted }
        meter.subtract(bytes)
        refusals.add()
        signal()
        return .refused
    }

    /// Counts `bytes` whether there is room or not, for what must go on.
    public func charge(_ bytes: Int) {
        meter.add(bytes)
    }

    /// Counts `bytes` less.
    public func release(_ bytes: Int) {
        meter.subtract(bytes)
    }

    // MARK: Pressure

    /// Calls `action` when a request found no room, at most every 100 ms, on the thread that asked: the action only starts
    /// what gives memory back. The watch ends with ``end(_:)``.
    public func onPressure(_ action: @escaping @Sendable () -> Void) -> Watch {
        state.withLock { state in
            defer { state.nextID += 1 }
            state.watchers[state.nextID] = action
            return Watch(id: state.nextID)
        }
    }

    /// Ends `watch`.
    public func end(_ watch: Watch) {
        state.withLock { $0.watchers[watch.id] = nil }
    }

    /// Someone who is told of pressure.
    public struct Watch: Sendable {
        fileprivate let id: Int
    }

    private func signal() {
        let now = Self.start.duration(to: .now) / .nanoseconds(1)
        let last = lastSignal.load(ordering: .relaxed)
        let nanoseconds = Int64(now)
        let interval = Int64(Self.signalInterval / .nanoseconds(1))
        guard last == .min || nanoseconds &- last >= interval,
            lastSignal.compareExchange(expected: last, desired: nanoseconds, ordering: .relaxed).exchanged
        else { return }
        let watchers = state.withLock { Array($0.watchers.values) }
        for watcher in watchers { watcher() }
    }
}
