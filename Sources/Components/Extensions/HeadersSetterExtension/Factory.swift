public import CollectorAPI

/// Makes `headers_setter` extensions.
public struct HeadersSetterExtensionFactory: ExtensionFactory {
    /// The settings.
    public typealias Config = HeadersSetterExtensionConfig

    /// `headers_setter`.
    public let type: ComponentType = "headers_setter"

    /// Alpha.
    public let stability = Stability.alpha

    /// A factory of `headers_setter` extensions.
    public init() {}

    /// An authenticator of clients.
    public func make(_ config: HeadersSetterExtensionConfig, _ context: ComponentContext) throws -> any Extension {
        HeadersSetterExtension(config, context)
    }
}
