public import CollectorAPI
public import MemoryLimiting
public import Pdata

/// Makes `memory_limiter` processors.
public struct MemoryLimiterProcessorFactory: ProcessorFactory {
    /// What users write under `memory_limiter`.
    public typealias Config = MemoryLimiterSettings

    /// `memory_limiter`.
    public var type: ComponentType { "memory_limiter" }

    /// Every signal.
    public var stability: [Signal: Stability] {
        [.traces: .beta, .metrics: .beta, .logs: .beta, .profiles: .alpha]
    }

    /// The factory.
    public init() {}

    /// A processor that refuses traces while memory is short.
    public func traces(
        _ config: MemoryLimiterSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Traces>
    ) throws -> any Processor<Traces> {
        MemoryLimiterProcessor(.shared(config), context, next)
    }

    /// A processor that refuses metrics while memory is short.
    public func metrics(
        _ config: MemoryLimiterSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Metrics>
    ) throws -> any Processor<Metrics> {
        MemoryLimiterProcessor(.shared(config), context, next)
    }

    /// A processor that refuses logs while memory is short.
    public func logs(
        _ config: MemoryLimiterSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Logs>
    ) throws -> any Processor<Logs> {
        MemoryLimiterProcessor(.shared(config), context, next)
    }

    /// A processor that refuses profiles while memory is short.
    public func profiles(
        _ config: MemoryLimiterSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Profiles>
    ) throws -> any Processor<Profiles> {
        MemoryLimiterProcessor(.shared(config), context, next)
    }
}
