public import CollectorAPI
public import Pdata

/// Makes `count` connectors.
public struct CountConnectorFactory: ConnectorFactory {
    /// What users write under `count`.
    public typealias Config = CountSettings

    /// `count`.
    public var type: ComponentType { "count" }

    /// Each signal to metrics.
    public var stability: [SignalPair: Stability] {
        [
            SignalPair(.traces, .metrics): .alpha, SignalPair(.metrics, .metrics): .alpha,
            SignalPair(.logs, .metrics): .alpha, SignalPair(.profiles, .metrics): .development,
        ]
    }

    /// The factory.
    public init() {}

    /// A connector that counts spans and their events.
    public func traces(
        _ config: CountSettings,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Traces> {
        try CountConnector(config, context, outputs.metrics)
    }

    /// A connector that counts metrics and data points.
    public func metrics(
        _ config: CountSettings,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Metrics> {
        try CountConnector(config, context, outputs.metrics)
    }

    /// A connector that counts log records.
    public func logs(
        _ config: CountSettings,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Logs> {
        try CountConnector(config, context, outputs.metrics)
    }

    /// A connector that counts profiles.
    public func profiles(
        _ config: CountSettings,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Profiles> {
        try CountConnector(config, context, outputs.metrics)
    }
}
