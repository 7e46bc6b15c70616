public import CollectorAPI
public import Pdata

/// Makes `nop` exporters.
public struct NopExporterFactory: ExporterFactory {
    /// The settings: there are none.
    public typealias Config = NopExporterConfig

    /// `nop`.
    public let type: ComponentType = "nop"

    /// All signals.
    public let stability: [Signal: Stability] = [.traces: .beta, .metrics: .beta, .logs: .beta, .profiles: .alpha]

    /// A factory of `nop` exporters.
    public init() {}

    /// An exporter that drops traces.
    public func traces(_ config: NopExporterConfig, _ context: ComponentContext) throws -> any Exporter<Traces> {
        NopExporter<Traces>()
    }

    /// An exporter that drops metrics.
    public func metrics(_ config: NopExporterConfig, _ context: ComponentContext) throws -> any Exporter<Metrics> {
        NopExporter<Metrics>()
    }

    /// An exporter that drops logs.
    public func logs(_ config: NopExporterConfig, _ context: ComponentContext) throws -> any Exporter<Logs> {
        NopExporter<Logs>()
    }

    /// An exporter that drops profiles.
    public func profiles(_ config: NopExporterConfig, _ context: ComponentContext) throws -> any Exporter<Profiles> {
        NopExporter<Profiles>()
    }
}
