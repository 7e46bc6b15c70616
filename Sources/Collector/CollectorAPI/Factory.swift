public import CollectorConfig
public import Pdata

/// Makes the components of one type.
///
/// A component's product `X` publishes one public type `XFactory` with an `init()`; generated code lists them. A factory
/// can decode and validate a configuration without making anything.
public protocol Factory: Sendable {
    /// The settings that users write under the component's id.
    associatedtype Config: Settings

    /// The type, as users write it.
    var type: ComponentType { get }

    /// Older names of the type that still work, with a warning.
    var deprecatedAliases: [ComponentType] { get }

    /// A factory, without any effect outside it.
    init()
}

extension Factory {
    /// No older names.
    public var deprecatedAliases: [ComponentType] { [] }
}

/// Makes receivers of one type.
public protocol ReceiverFactory: Factory {
    /// The signals supported, each with its stability.
    var stability: [Signal: Stability] { get }

    /// One receiver for all the signals that pipelines want of it.
    ///
    /// - Throws: why `config` cannot work, where `validate` could not tell.
    func receiver(_ config: Config, _ context: ComponentContext, _ outputs: ReceiverOutputs) throws -> any Receiver
}

/// Makes processors of one type, one for each pipeline that lists it.
///
/// A signal missing from ``stability`` is unsupported: its creator is never called.
public protocol ProcessorFactory: Factory {
    /// The signals supported, each with its stability.
    var stability: [Signal: Stability] { get }

    /// A processor of traces that passes them on to `next`.
    func traces(_ config: Config, _ context: ComponentContext, _ next: any Consumer<Traces>) throws -> any Processor<
        Traces
    >

    /// A processor of metrics that passes them on to `next`.
    func metrics(
        _ config: Config,
        _ context: ComponentContext,
        _ next: any Consumer<Metrics>
    ) throws -> any Processor<Metrics>

    /// A processor of logs that passes them on to `next`.
    func logs(_ config: Config, _ context: ComponentContext, _ next: any Consumer<Logs>) throws -> any Processor<Logs>

    /// A processor of profiles that passes them on to `next`.
    func profiles(
        _ config: Config,
        _ context: ComponentContext,
        _ next: any Consumer<Profiles>
    ) throws -> any Processor<Profiles>
}

/// Makes exporters of one type, one for each signal that pipelines send to it.
///
/// A signal missing from ``stability`` is unsupported: its creator is never called.
public protocol ExporterFactory: Factory {
    /// The signals supported, each with its stability.
    var stability: [Signal: Stability] { get }

    /// An exporter of traces.
    func traces(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Traces>

    /// An exporter of metrics.
    func metrics(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Metrics>

    /// An exporter of logs.
    func logs(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Logs>

    /// An exporter of profiles.
    func profiles(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Profiles>
}

/// What a connector takes, and what it makes of it.
public struct SignalPair: Sendable, Hashable, CustomStringConvertible {
    /// The signal taken.
    public let from: Signal

    /// The signal made.
    public let to: Signal

    /// From `from` to `to`.
    public init(_ from: Signal, _ to: Signal) {
        self.from = from
        self.to = to
    }

    /// As upstream's component list spells it, such as `traces-to-metrics`.
    public var description: String { "\(from)-to-\(to)" }
}

/// Makes connectors of one type, one for each signal that it takes.
///
/// A pair missing from ``stability`` is unsupported: its output is never set, and a signal that no pair takes is never
/// asked for.
public protocol ConnectorFactory: Factory {
    /// The pairs supported, each with its stability.
    var stability: [SignalPair: Stability] { get }

    /// A connector that takes traces.
    func traces(_ config: Config, _ context: ComponentContext, _ outputs: ConnectorOutputs) throws -> any Connector<
        Traces
    >

    /// A connector that takes metrics.
    func metrics(
        _ config: Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Metrics>

    /// A connector that takes logs.
    func logs(_ config: Config, _ context: ComponentContext, _ outputs: ConnectorOutputs) throws -> any Connector<Logs>

    /// A connector that takes profiles.
    func profiles(
        _ config: Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Profiles>
}

/// Makes extensions of one type.
public protocol ExtensionFactory: Factory {
    /// How much the extension promises.
    var stability: Stability { get }

    /// An extension.
    func make(_ config: Config, _ context: ComponentContext) throws -> any Extension
}

/// Makes the configuration provider of one URI scheme.
public protocol ProviderFactory: Factory {
    /// The provider; its scheme is the factory's type.
    func provider() -> any ConfigProvider
}
