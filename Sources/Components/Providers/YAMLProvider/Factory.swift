public import CollectorAPI
public import CollectorConfig

/// Makes the provider of `yaml:` URIs.
public struct YAMLProviderFactory: ProviderFactory {
    /// The scheme.
    public let type: ComponentType = "yaml"

    /// A factory.
    public init() {}

    /// The provider.
    public func provider() -> any ConfigProvider { YAMLProvider() }
}

extension YAMLProviderFactory {
    /// The provider's settings.
    public typealias Config = YAMLProviderConfig
}
