public import CollectorConfig

/// The block `retry_on_failure`: when and how often a request is sent again that failed for now.
///
/// A `Section` holds it, which is on by default.
public struct RetrySettings: Settings {
    /// The pause after the first failure.
    public var initialInterval = Duration.seconds(5)

    /// By which part of itself a pause is made shorter or longer by chance, from 0 to 1.
    public var randomizationFactor = 0.5

    /// By how much each pause is longer than the one before.
    public var multiplier = 1.5

    /// The longest pause, unless the server asks for more.
    public var maxInterval = Duration.seconds(30)

    /// How long a request is tried altogether; 0 for ever.
    public var maxElapsedTime = Duration.seconds(300)

    /// Upstream's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "initial_interval",
            \.initialInterval,
            "The pause after the first failure.",
            .atLeast(.zero, message: "initial_interval value must be greater than or equal to 0")
        ),
        Setting(
            "randomization_factor",
            \.randomizationFactor,
            "By which part of itself a pause is made shorter or longer by chance, from 0 to 1.",
            .atLeast(0, message: "randomization_factor value must be greater than or equal to 0")
        ),
        Setting(
            "multiplier",
            \.multiplier,
            "By how much each pause is longer than the one before.",
            .atLeast(0, message: "multiplier value must be greater than or equal to 0")
        ),
        Setting(
            "max_interval",
            \.maxInterval,
            "The longest pause, unless the server asks for more.",
            .atLeast(.zero, message: "max_interval value must be greater than or equal to 0")
        ),
        Setting(
            "max_elapsed_time",
            \.maxElapsedTime,
            "How long a request is tried altogether; 0 is for ever.",
            .atLeast(.zero, message: "max_elapsed_time value must be greater than or equal to 0")
        ),
    ]

    /// Judges the factor's upper bound, and the times together.
    public func validate(_ report: inout ValidationReport) {
        if randomizationFactor > 1 {
            report.error(
                "randomization_factor value must be less than or equal to 1",
                at: "randomization_factor"
            )
        }
        guard maxElapsedTime > .zero else { return }
        for (key, interval) in [("initial_interval", initialInterval), ("max_interval", maxInterval)]
        where maxElapsedTime < interval {
            report.error(
                "'max_elapsed_time' must not be less than '\(key)'",
                at: "max_elapsed_time",
                fix: "\(key) is \(interval.goText); a max_elapsed_time of 0 is for ever"
            )
        }
    }
}
