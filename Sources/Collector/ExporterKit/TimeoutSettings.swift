public import CollectorConfig

/// The key `timeout`, which exporters embed: how long one attempt may take.
public struct TimeoutSettings: Settings {
    /// How long one attempt may take; 0 for ever.
    public var timeout = Duration.seconds(5)

    /// Upstream's default of five seconds.
    public init() {}

    /// How long one attempt may take; nil for ever.
    public var limit: Duration? { timeout > .zero ? timeout : nil }

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting(
            "timeout",
            \.timeout,
            "How long one attempt may take; 0 is for ever.",
            .atLeast(.zero, message: "'timeout' must be non-negative")
        )
    ]
}
