public import CollectorConfig

/// Nothing to configure: any key is an error.
public struct NopReceiverConfig: Settings {
    /// No keys.
    public static let fields: [Setting<NopReceiverConfig>] = []

    /// The only configuration.
    public init() {}
}
