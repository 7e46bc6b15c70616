public import CollectorAPI
public import CollectorConfig

/// Makes the provider of `file:` URIs.
public struct FileProviderFactory: ProviderFactory {
    /// The scheme.
    public let type: ComponentType = "file"

    /// A factory.
    public init() {}

    /// The provider.
    public func provider() -> any ConfigProvider { FileProvider() }
}

extension FileProviderFactory {
    /// The provider's settings.
    public typealias Config = FileProviderConfig
}
