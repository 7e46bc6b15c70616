internal import CollectorAPI
internal import CollectorNet

/// A clock that always shows the same moment, so that what components make of the time is the same in every run; whoever
/// sleeps on it sleeps until it is cancelled.
struct StandingClock: CollectorClock {
    let now = ContinuousClock.now

    /// 2026-01-01T00:00:00Z.
    let unixNanoseconds: UInt64 = 1_767_225_600_000_000_000

    func sleep(until deadline: ContinuousClock.Instant) async throws {
        guard deadline > now else { return }
        while true { try await LoopGroup.shared.clock.sleep(for: .seconds(86_400)) }
    }
}
