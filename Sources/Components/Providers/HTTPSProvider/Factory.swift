public import CollectorAPI
public import CollectorConfig
internal import CollectorNet

/// Makes the provider of `https:` URIs.
public struct HTTPSProviderFactory: ProviderFactory {
    /// The scheme.
    public let type: ComponentType = "https"

    /// A factory.
    public init() {}

    /// The provider.
    public func provider() -> any ConfigProvider { HTTPConfigProvider(scheme: "https") }
}

extension HTTPSProviderFactory {
    /// The provider's settings.
    public typealias Config = HTTPSProviderConfig
}
