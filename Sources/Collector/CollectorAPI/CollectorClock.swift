/// The time as components see it, so that tests can move it.
public protocol CollectorClock: Sendable {
    /// The current instant of a clock that never goes back.
    var now: ContinuousClock.Instant { get }

    /// Nanoseconds since 1970-01-01T00:00:00Z.
    var unixNanoseconds: UInt64 { get }

    /// Returns at `deadline`, or when the task is cancelled.
    ///
    /// - Throws: `CancellationError`.
    func sleep(until deadline: ContinuousClock.Instant) async throws
}

extension CollectorClock {
    /// Returns after `duration`, or when the task is cancelled.
    ///
    /// - Throws: `CancellationError`.
    public func sleep(for duration: Duration) async throws {
        try await sleep(until: now.advanced(by: duration))
    }
}
