public import CollectorAPI

/// Makes `health_check` extensions.
public struct HealthCheckExtensionFactory: ExtensionFactory {
    /// The settings.
    public typealias Config = HealthCheckExtensionConfig

    /// `health_check`.
    public let type: ComponentType = "health_check"

    /// Beta.
    public let stability = Stability.beta

    /// A factory of `health_check` extensions.
    public init() {}

    /// An extension that answers probes.
    public func make(_ config: HealthCheckExtensionConfig, _ context: ComponentContext) throws -> any Extension {
        HealthCheckExtension(config, context)
    }
}
