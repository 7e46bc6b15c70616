public import CollectorAPI

/// Makes `bearertokenauth` extensions.
public struct BearerTokenAuthExtensionFactory: ExtensionFactory {
    /// The settings.
    public typealias Config = BearerTokenAuthExtensionConfig

    /// `bearertokenauth`.
    public let type: ComponentType = "bearertokenauth"

    /// Beta.
    public let stability = Stability.beta

    /// A factory of `bearertokenauth` extensions.
    public init() {}

    /// An authenticator of servers and clients.
    public func make(_ config: BearerTokenAuthExtensionConfig, _ context: ComponentContext) throws -> any Extension {
        BearerTokenAuthExtension(config, context)
    }
}
