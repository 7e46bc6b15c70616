/// The growing pauses of one request's attempts, without what the server asks for.
struct RetryBackoff {
    private let settings: RetrySettings
    private let maximum: Double
    /// The middle of the next pause, in seconds.
    private var current: Double

    init(_ settings: RetrySettings) {
        self.settings = settings
        maximum = settings.maxInterval / .seconds(1)
        current = settings.initialInterval / .seconds(1)
    }

    /// The next pause: by chance between (1 - factor) and (1 + factor) of the step, which then grows.
    mutating func next() -> Duration {
        let spread = current * settings.randomizationFactor
        let pause = Double.random(in: (current - spread)...(current + spread))
        let grown = current * settings.multiplier
        // Written so that an infinite or undefined product ends at the maximum.
        current = grown < maximum ? grown : maximum
        return .seconds(pause)
    }
}
