public import CollectorAPI

/// Makes `pprof` extensions.
public struct PprofExtensionFactory: ExtensionFactory {
    /// The settings.
    public typealias Config = PprofExtensionConfig

    /// `pprof`.
    public let type: ComponentType = "pprof"

    /// Beta.
    public let stability = Stability.beta

    /// A factory of `pprof` extensions.
    public init() {}

    /// An extension that serves what can be said of the process.
    public func make(_ config: PprofExtensionConfig, _ context: ComponentContext) throws -> any Extension {
        PprofExtension(config, context)
    }
}
