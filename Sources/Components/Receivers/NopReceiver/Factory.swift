public import CollectorAPI
public import Pdata

/// Makes `nop` receivers.
public struct NopReceiverFactory: ReceiverFactory {
    /// The settings: there are none.
    public typealias Config = NopReceiverConfig

    /// `nop`.
    public let type: ComponentType = "nop"

    /// All signals.
    public let stability: [Signal: Stability] = [.traces: .beta, .metrics: .beta, .logs: .beta, .profiles: .alpha]

    /// A factory of `nop` receivers.
    public init() {}

    /// A receiver that never calls its outputs.
    public func receiver(
        _ config: NopReceiverConfig,
        _ context: ComponentContext,
        _ outputs: ReceiverOutputs
    ) throws -> any Receiver {
        NopReceiver()
    }
}
