internal import AttributeActions
public import CollectorAPI
public import Pdata

/// Makes resource processors.
public struct ResourceProcessorFactory: ProcessorFactory {
    /// What users write under `resource`.
    public typealias Config = ResourceSettings

    /// `resource`.
    public var type: ComponentType { "resource" }

    /// Every signal, profiles as new as upstream's.
    public var stability: [Signal: Stability] {
        [.traces: .beta, .metrics: .beta, .logs: .beta, .profiles: .development]
    }

    /// The factory.
    public init() {}

    /// A processor that changes the resources of traces.
    public func traces(
        _ config: ResourceSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Traces>
    ) throws -> any Processor<Traces> {
        try ResourceProcessor(config, next) { traces, actions, client in
            traces.editResources { actions.apply(to: &$0.attributes, client) }
        }
    }

    /// A processor that changes the resources of metrics.
    public func metrics(
        _ config: ResourceSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Metrics>
    ) throws -> any Processor<Metrics> {
        try ResourceProcessor(config, next) { metrics, actions, client in
            metrics.editResources { actions.apply(to: &$0.attributes, client) }
        }
    }

    /// A processor that changes the resources of logs.
    public func logs(
        _ config: ResourceSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Logs>
    ) throws -> any Processor<Logs> {
        try ResourceProcessor(config, next) { logs, actions, client in
            logs.editResources { actions.apply(to: &$0.attributes, client) }
        }
    }

    /// A processor that changes the resources of profiles.
    public func profiles(
        _ config: ResourceSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Profiles>
    ) throws -> any Processor<Profiles> {
        try ResourceProcessor(config, next) { profiles, actions, client in
            profiles.editResources { actions.apply(to: &$0.attributes, client) }
        }
    }
}
