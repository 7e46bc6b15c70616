public import CollectorAPI
public import Pdata

/// Makes `routing` connectors.
public struct RoutingConnectorFactory: ConnectorFactory {
    /// What users write under `routing`.
    public typealias Config = RoutingSettings

    /// `routing`.
    public var type: ComponentType { "routing" }

    /// Each signal to itself.
    public var stability: [SignalPair: Stability] {
        [
            SignalPair(.traces, .traces): .alpha, SignalPair(.metrics, .metrics): .alpha,
            SignalPair(.logs, .logs): .alpha, SignalPair(.profiles, .profiles): .development,
        ]
    }

    /// The factory.
    public init() {}

    /// A connector that routes traces.
    public func traces(
        _ config: RoutingSettings,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Traces> {
        try RoutingConnector(config, context, outputs.traces)
    }

    /// A connector that routes metrics.
    public func metrics(
        _ config: RoutingSettings,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Metrics> {
        try RoutingConnector(config, context, outputs.metrics)
    }

    /// A connector that routes logs.
    public func logs(
        _ config: RoutingSettings,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Logs> {
        try RoutingConnector(config, context, outputs.logs)
    }

    /// A connector that routes profiles.
    public func profiles(
        _ config: RoutingSettings,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Profiles> {
        try RoutingConnector(config, context, outputs.profiles)
    }
}
