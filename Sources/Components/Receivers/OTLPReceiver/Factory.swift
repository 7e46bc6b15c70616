public import CollectorAPI
public import Pdata

/// Makes OTLP receivers.
public struct OTLPReceiverFactory: ReceiverFactory {
    /// What users write under `otlp`.
    public typealias Config = OTLPReceiverSettings

    /// `otlp`.
    public var type: ComponentType { "otlp" }

    /// Every signal.
    public var stability: [Signal: Stability] {
        [.traces: .stable, .metrics: .stable, .logs: .stable, .profiles: .alpha]
    }

    /// The factory.
    public init() {}

    /// One receiver, with one server for each protocol, for all signals.
    public func receiver(
        _ config: OTLPReceiverSettings,
        _ context: ComponentContext,
        _ outputs: ReceiverOutputs
    ) throws -> any Receiver {
        OTLPReceiver(config, context, outputs)
    }
}
