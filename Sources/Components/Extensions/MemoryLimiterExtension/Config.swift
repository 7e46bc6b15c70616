public import MemoryLimiting

/// The settings of a `memory_limiter` extension.
public typealias MemoryLimiterExtensionConfig = MemoryLimiterSettings
