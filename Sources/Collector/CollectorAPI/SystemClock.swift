internal import Glibc

/// The machine's clock, for programs without loops; a running collector's clock belongs to its loops.
public struct SystemClock: CollectorClock {
    /// The machine's clock.
    public init() {}

    /// The current instant.
    public var now: ContinuousClock.Instant { .now }

    /// Nanoseconds since 1970-01-01T00:00:00Z.
    public var unixNanoseconds: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }

    /// Returns at `deadline`, or when the task is cancelled.
    ///
    /// - Throws: `CancellationError`.
    public func sleep(until deadline: ContinuousClock.Instant) async throws {
        try await ContinuousClock().sleep(until: deadline)
    }
}
