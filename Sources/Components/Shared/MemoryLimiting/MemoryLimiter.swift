public import CollectorAPI
internal import CollectorConfig
internal import Synchronization

/// Watches the process's memory for all `memory_limiter` components of one configuration, and sets the memory budget.
///
/// The hard limit is the budget's; the spike limit is what requests cannot take of it. What the process has allocated
/// beside telemetry is taken off, so that the limit is one on all of its memory.
public final class MemoryLimiter: Sendable {
    /// A component that uses the limiter.
    public struct User: Sendable {
        let host: any Host
        let context: ComponentContext

        /// The component of `context`, which runs on `host`.
        public init(_ host: any Host, _ context: ComponentContext) {
            self.host = host
            self.context = context
        }

        func report(_ status: ComponentStatus) {
            host.report(status, from: context.id, kind: context.kind)
        }
    }

    private struct State {
        var users: [Int: User] = [:]
        var nextUser = 0
        var claim: MemoryBudget.Claim?
        var watch: Task<Void, Never>?
        var soft: ReturnPace
        var hard: ReturnPace
    }

    /// The part of the hard limit that keeps requests clear of the soft limit, where components refuse.
    private static let marginPart = 20

    private let settings: MemoryLimiterSettings
    private let limits: MemoryLimits
    private let systemMemory: SystemMemory
    private let budget: MemoryBudget
    private let process: ProcessMemory
    private let refuses = Atomic(false)
    private let state: Lock<State>

    private static let limiters = Lock<[MemoryLimiterSettings: MemoryLimiter]>([:])

    /// The limiter of all components with `settings`.
    public static func shared(_ settings: MemoryLimiterSettings) -> MemoryLimiter {
        limiters.withLock { limiters in
            if let limiter = limiters[settings] { return limiter }
            let limiter = MemoryLimiter(settings)
            limiters[settings] = limiter
            return limiter
        }
    }

    init(
        _ settings: MemoryLimiterSettings,
        _ budget: MemoryBudget = .shared,
        _ process: ProcessMemory = .live,
        _ systemMemory: SystemMemory = .forProcess
    ) {
        self.settings = settings
        self.budget = budget
        self.process = process
        self.systemMemory = systemMemory
        limits = MemoryLimits(settings, systemMemory)
        state = Lock(
            State(
                soft: ReturnPace(
                    shortest: settings.minGCIntervalWhenSoftLimited,
                    longest: settings.maxGCIntervalWhenSoftLimited,
                    checkInterval: settings.checkInterval
                ),
                hard: ReturnPace(
                    shortest: settings.minGCIntervalWhenHardLimited,
                    longest: settings.maxGCIntervalWhenHardLimited,
                    checkInterval: settings.checkInterval
                )
            )
        )
    }

    /// Whether new data is to be refused, as of the last check.
    public var mustRefuse: Bool { refuses.load(ordering: .relaxed) }

    /// What refused callers are told, in upstream's words.
    public static let refusal = "data refused due to high memory usage"

    /// How long they are told to wait.
    public static let delay = Duration.seconds(1)

    // MARK: Users

    /// Limits memory until ``end(_:)`` is called with what this returns.
    ///
    /// - Throws: when a percentage is asked for and the memory that it is of is not known.
    public func begin(_ user: User) throws -> Int {
        if settings.limitMiB == 0, systemMemory.source == .unknown {
            throw ConsumeError.permanent(
                "failed to get total memory, use fixed memory settings (limit_mib): neither a control group's limit nor "
                    + "/proc/meminfo can be read"
            )
        }
        return state.withLock { state in
            defer { state.nextUser += 1 }
            state.users[state.nextUser] = user
            if state.users.count == 1 { start(user, &state) }
            return state.nextUser
        }
    }

    /// Ends a user's use; the limit ends with the last one's.
    public func end(_ id: Int) async {
        let watch = state.withLock { state -> Task<Void, Never>? in
            guard state.users.removeValue(forKey: id) != nil, state.users.isEmpty else { return nil }
            if let claim = state.claim { budget.release(claim) }
            state.claim = nil
            budget.setOther(0)
            refuses.store(false, ordering: .relaxed)
            defer { state.watch = nil }
            return state.watch
        }
        watch?.cancel()
        await watch?.value
    }

    private func start(_ user: User, _ state: inout State) {
        let logger = user.context.logger
        if settings.limitMiB == 0 {
            logger.info(
                "Using percentage memory limiter",
                [
                    LogField("total_memory_mib", .int(systemMemory.total >> 20)),
                    LogField("limit_percentage", .int(Int(settings.limitPercentage))),
                    LogField("spike_limit_percentage", .int(Int(settings.spikeLimitPercentage))),
                ]
            )
        }
        logger.info(
            "Memory limiter configured",
            [
                LogField("limit_mib", .int(limits.hard >> 20)), LogField("spike_limit_mib", .int(limits.spike >> 20)),
                LogField("check_interval", .string(settings.checkInterval.goText)),
            ]
        )
        state.claim = budget.claim(limit: limits.hard, reserve: limits.spike + limits.hard / Self.marginPart)
        let clock = user.host.clock
        let interval = settings.checkInterval
        state.watch = user.host.spawn {
            while (try? await clock.sleep(for: interval)) != nil {
                self.check(at: clock.now)
            }
        }
    }

    // MARK: Checks

    /// Looks at the memory in use.
    func check(at now: ContinuousClock.Instant) {
        let users = state.withLock { Array($0.users.values) }
        guard let logger = users.first?.context.logger else { return }
        var used = measure()
        logger.debug("Currently used memory.", [Self.field(used)])
        let wasRefusing = mustRefuse
        if used >= limits.hard, isDue(\.hard, now) {
            logger.warn("Memory usage is above hard limit. Forcing a GC.", [Self.field(used)])
            used = returnFree(\.hard, now, logger)
        } else if used >= limits.soft, used < limits.hard, isDue(\.soft, now) {
            logger.info("Memory usage is above soft limit. Forcing a GC.", [Self.field(used)])
            used = returnFree(\.soft, now, logger)
        } else if used < limits.soft {
            state.withLock { state in
                state.hard.reset()
                state.soft.reset()
            }
        }
        let refuses = used >= limits.soft
        guard refuses != wasRefusing else { return }
        if refuses {
            logger.warn("Memory usage is above soft limit. Refusing data.", [Self.field(used)])
        } else {
            logger.info("Memory usage back within limits. Resuming normal operation.", [Self.field(used)])
        }
        self.refuses.store(refuses, ordering: .relaxed)
        for user in users { user.report(refuses ? .recoverableError(Self.refusal) : .ok) }
    }

    /// The bytes allocated, and tells the budget how many of them are not telemetry.
    private func measure() -> Int {
        let used = process.allocated()
        budget.setOther(used - budget.meter.count)
        return used
    }

    private func isDue(_ path: any KeyPath<State, ReturnPace> & Sendable, _ now: ContinuousClock.Instant) -> Bool {
        state.withLock { $0[keyPath: path].isDue(now) }
    }

    private func returnFree(
        _ path: any WritableKeyPath<State, ReturnPace> & Sendable,
        _ now: ContinuousClock.Instant,
        _ logger: Logger
    ) -> Int {
        let gain = process.returnFree()
        let used = measure()
        logger.info("Memory usage after GC.", [Self.field(used)])
        state.withLock { $0[keyPath: path].note(gain, now) }
        return used
    }

    private static func field(_ used: Int) -> LogField { LogField("cur_mem_mib", .int(used >> 20)) }
}
