public import CollectorConfig

/// Nothing to configure: any key is an error.
public struct NopExporterConfig: Settings {
    /// No keys.
    public static let fields: [Setting<NopExporterConfig>] = []

    /// The only configuration.
    public init() {}
}
