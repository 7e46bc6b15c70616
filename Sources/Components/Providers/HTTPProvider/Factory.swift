public import CollectorAPI
public import CollectorConfig

/// Makes the provider of `http:` URIs.
public struct HTTPProviderFactory: ProviderFactory {
    /// The scheme.
    public let type: ComponentType = "http"

    /// A factory.
    public init() {}

    /// The provider.
    public func provider() -> any ConfigProvider { HTTPProvider() }
}

extension HTTPProviderFactory {
    /// The provider's settings.
    public typealias Config = HTTPProviderConfig
}
