public import CollectorConfig

/// Nothing to configure: any key is an error.
public struct ForwardConnectorConfig: Settings {
    /// No keys.
    public static let fields: [Setting<ForwardConnectorConfig>] = []

    /// The only configuration.
    public init() {}
}
