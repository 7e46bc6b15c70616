/// Growing pauses between attempts.
public struct Backoff: Sendable {
    private let maximum: Duration
    private let multiplier: Double
    private var current: Duration

    /// Pauses that begin at `initial` and grow by `multiplier` up to `maximum`.
    public init(initial: Duration = .seconds(1), maximum: Duration = .seconds(30), multiplier: Double = 1.5) {
        self.maximum = maximum
        self.multiplier = multiplier
        current = initial
    }

    /// The next pause, half to one and a half times the current step by chance; at least `minimum`, as the refuser asked.
    public mutating func next(atLeast minimum: Duration? = nil) -> Duration {
        let pause = current * Double.random(in: 0.5...1.5)
        current = min(current * multiplier, maximum)
        return max(pause, minimum ?? .zero)
    }
}
