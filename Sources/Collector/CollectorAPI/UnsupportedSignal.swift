public import Pdata

/// Thrown by a creator that its factory does not list under `stability`.
public struct UnsupportedSignal: Error, Sendable, CustomStringConvertible {
    /// An error for a creator that should not have been called.
    public init() {}

    /// Upstream's words for it.
    public var description: String { "telemetry type is not supported" }
}

extension ProcessorFactory {
    /// Not supported.
    public func traces(
        _ config: Config,
        _ context: ComponentContext,
        _ next: any Consumer<Traces>
    ) throws -> any Processor<Traces> { throw UnsupportedSignal() }

    /// Not supported.
    public func metrics(
        _ config: Config,
        _ context: ComponentContext,
        _ next: any Consumer<Metrics>
    ) throws -> any Processor<Metrics> { throw UnsupportedSignal() }

    /// Not supported.
    public func logs(
        _ config: Config,
        _ context: ComponentContext,
        _ next: any Consumer<Logs>
    ) throws -> any Processor<Logs> { throw UnsupportedSignal() }

    /// Not supported.
    public func profiles(
        _ config: Config,
        _ context: ComponentContext,
        _ next: any Consumer<Profiles>
    ) throws -> any Processor<Profiles> { throw UnsupportedSignal() }
}

extension ExporterFactory {
    /// Not supported.
    public func traces(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Traces> {
        throw UnsupportedSignal()
    }

    /// Not supported.
    public func metrics(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Metrics> {
        throw UnsupportedSignal()
    }

    /// Not supported.
    public func logs(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Logs> {
        throw UnsupportedSignal()
    }

    /// Not supported.
    public func profiles(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Profiles> {
        throw UnsupportedSignal()
    }
}

extension ConnectorFactory {
    /// Not supported.
    public func traces(
        _ config: Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Traces> { throw UnsupportedSignal() }

    /// Not supported.
    public func metrics(
        _ config: Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Metrics> { throw UnsupportedSignal() }

    /// Not supported.
    public func logs(
        _ config: Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Logs> { throw UnsupportedSignal() }

    /// Not supported.
    public func profiles(
        _ config: Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Profiles> { throw UnsupportedSignal() }
}
