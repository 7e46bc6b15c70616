public import CollectorConfig

/// The provider's settings: none.
public struct HTTPProviderConfig: Settings {
    /// Nothing to set.
    public init() {}

    /// No keys.
    public static let fields: [Setting<Self>] = []
}
