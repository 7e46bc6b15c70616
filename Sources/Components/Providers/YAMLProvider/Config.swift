public import CollectorConfig

/// The provider's settings: none.
public struct YAMLProviderConfig: Settings {
    /// Nothing to set.
    public init() {}

    /// No keys.
    public static let fields: [Setting<Self>] = []
}
