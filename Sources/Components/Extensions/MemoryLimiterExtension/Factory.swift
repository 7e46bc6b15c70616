public import CollectorAPI
public import MemoryLimiting

/// Makes `memory_limiter` extensions.
public struct MemoryLimiterExtensionFactory: ExtensionFactory {
    /// What users write under `memory_limiter`.
    public typealias Config = MemoryLimiterSettings

    /// `memory_limiter`.
    public var type: ComponentType { "memory_limiter" }

    /// Beta.
    public var stability: Stability { .beta }

    /// The factory.
    public init() {}

    /// An extension that refuses requests while memory is short.
    public func make(_ config: MemoryLimiterSettings, _ context: ComponentContext) throws -> any Extension {
        MemoryLimiterExtension(.shared(config), context)
    }
}
