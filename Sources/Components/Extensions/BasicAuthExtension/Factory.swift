public import CollectorAPI

/// Makes `basicauth` extensions.
public struct BasicAuthExtensionFactory: ExtensionFactory {
    /// The settings.
    public typealias Config = BasicAuthExtensionConfig

    /// `basicauth`.
    public let type: ComponentType = "basicauth"

    /// Beta.
    public let stability = Stability.beta

    /// A factory of `basicauth` extensions.
    public init() {}

    /// An authenticator of servers or of clients, as the settings say.
    public func make(_ config: BasicAuthExtensionConfig, _ context: ComponentContext) throws -> any Extension {
        if let client = config.clientAuth.value { return BasicAuthClient(client, context) }
        return BasicAuthServer(config.htpasswd.value ?? HtpasswdSettings())
    }
}
