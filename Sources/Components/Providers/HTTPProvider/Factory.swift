public import CollectorAPI
public import CollectorConfig
internal import CollectorNet

/// Makes the provider of `http:` URIs.
public struct HTTPProviderFactory: ProviderFactory {
    /// The scheme.
    public let type: ComponentType = "http"

    /// A factory.
    public init() {}

    /// The provider.
    public func provider() -> any ConfigProvider { HTTPConfigProvider(scheme: "http") }
}

extension HTTPProviderFactory {
    /// The provider's settings.
    public typealias Config = HTTPProviderConfig
}
