public import CollectorAPI
public import Pdata

/// Makes `forward` connectors.
public struct ForwardConnectorFactory: ConnectorFactory {
    /// The settings: there are none.
    public typealias Config = ForwardConnectorConfig

    /// `forward`.
    public let type: ComponentType = "forward"

    /// Each signal to itself.
    public let stability: [SignalPair: Stability] = [
        SignalPair(.traces, .traces): .beta,
        SignalPair(.metrics, .metrics): .beta,
        SignalPair(.logs, .logs): .beta,
        SignalPair(.profiles, .profiles): .alpha,
    ]

    /// A factory of `forward` connectors.
    public init() {}

    /// A connector of traces.
    public func traces(
        _ config: ForwardConnectorConfig,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Traces> {
        try ForwardConnector(to: outputs.traces)
    }

    /// A connector of metrics.
    public func metrics(
        _ config: ForwardConnectorConfig,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Metrics> {
        try ForwardConnector(to: outputs.metrics)
    }

    /// A connector of logs.
    public func logs(
        _ config: ForwardConnectorConfig,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Logs> {
        try ForwardConnector(to: outputs.logs)
    }

    /// A connector of profiles.
    public func profiles(
        _ config: ForwardConnectorConfig,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Profiles> {
        try ForwardConnector(to: outputs.profiles)
    }
}
