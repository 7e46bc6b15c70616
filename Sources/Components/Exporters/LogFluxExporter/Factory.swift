public import CollectorAPI
public import Pdata

/// Makes exporters to LogFlux.
public struct LogFluxExporterFactory: ExporterFactory {
    /// What users write under `logflux`.
    public typealias Config = LogFluxExporterSettings

    /// `logflux`.
    public let type: ComponentType = "logflux"

    /// Traces, metrics and logs.
    public let stability: [Signal: Stability] = [.traces: .beta, .metrics: .beta, .logs: .beta]

    /// A factory of exporters to LogFlux.
    public init() {}

    /// An exporter of traces.
    public func traces(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Traces> {
        try LogFluxExporter(config, context)
    }

    /// An exporter of metrics.
    public func metrics(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Metrics> {
        try LogFluxExporter(config, context)
    }

    /// An exporter of logs.
    public func logs(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Logs> {
        try LogFluxExporter(config, context)
    }
}
