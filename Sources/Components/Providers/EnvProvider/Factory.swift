public import CollectorAPI
public import CollectorConfig

/// Makes the provider of `env:` URIs.
public struct EnvProviderFactory: ProviderFactory {
    /// The scheme.
    public let type: ComponentType = "env"

    /// A factory.
    public init() {}

    /// The provider.
    public func provider() -> any ConfigProvider { EnvProvider() }
}

extension EnvProviderFactory {
    /// The provider's settings.
    public typealias Config = EnvProviderConfig
}
