public import MemoryLimiting

/// The settings of a `memory_limiter` processor.
public typealias MemoryLimiterProcessorConfig = MemoryLimiterSettings
