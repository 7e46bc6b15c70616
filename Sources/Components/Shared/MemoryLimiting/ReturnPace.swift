/// How often free memory is returned to the system above one limit: seldom while it does not help.
struct ReturnPace {
    /// Below which part of the resident memory a return has not helped.
    private static let leastGain = 0.05

    private let shortest: Duration
    private let longest: Duration
    private let firstPause: Duration
    private var pause: Duration
    private var last: ContinuousClock.Instant?

    init(shortest: Duration, longest: Duration, checkInterval: Duration) {
        self.shortest = shortest
        self.longest = longest
        firstPause = max(shortest, checkInterval * 95 / 100)
        pause = shortest
    }

    /// Whether it is time for a return at `now`.
    func isDue(_ now: ContinuousClock.Instant) -> Bool {
        guard let last else { return true }
        return last.duration(to: now) >= pause
    }

    /// Notes a return at `now` that gave back `gain` of the resident memory.
    mutating func note(_ gain: Double, _ now: ContinuousClock.Instant) {
        last = now
        let hasHelped = gain >= Self.leastGain
        guard !hasHelped, longest > .zero else {
            pause = shortest
            return
        }
        pause = min(max(pause * 2, firstPause), longest)
    }

    /// Forgets that returns did not help.
    mutating func reset() {
        pause = shortest
    }
}
