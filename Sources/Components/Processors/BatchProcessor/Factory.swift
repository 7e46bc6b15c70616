public import CollectorAPI
public import Pdata

/// Makes batch processors.
public struct BatchProcessorFactory: ProcessorFactory {
    /// What users write under `batch`.
    public typealias Config = BatchSettings

    /// `batch`.
    public var type: ComponentType { "batch" }

    /// Every signal.
    public var stability: [Signal: Stability] {
        [.traces: .beta, .metrics: .beta, .logs: .beta, .profiles: .development]
    }

    /// The factory.
    public init() {}

    /// A processor that batches traces.
    public func traces(
        _ config: BatchSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Traces>
    ) throws -> any Processor<Traces> {
        BatchProcessor(config, context, next)
    }

    /// A processor that batches metrics.
    public func metrics(
        _ config: BatchSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Metrics>
    ) throws -> any Processor<Metrics> {
        BatchProcessor(config, context, next)
    }

    /// A processor that batches logs.
    public func logs(
        _ config: BatchSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Logs>
    ) throws -> any Processor<Logs> {
        BatchProcessor(config, context, next)
    }

    /// A processor that batches profiles.
    public func profiles(
        _ config: BatchSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Profiles>
    ) throws -> any Processor<Profiles> {
        BatchProcessor(config, context, next)
    }
}
