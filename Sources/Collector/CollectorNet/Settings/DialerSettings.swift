public import CollectorConfig

/// The `dialer` block of upstream's servers, which has no effect there either.
public struct DialerSettings: Settings {
    /// Without effect.
    public var timeout = Duration.zero

    /// Upstream's default.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("timeout", \.timeout, "Has no effect: a server does not dial.")
    ]
}
