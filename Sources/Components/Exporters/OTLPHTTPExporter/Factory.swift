public import CollectorAPI
public import Pdata

/// Makes exporters of OTLP over HTTP.
public struct OTLPHTTPExporterFactory: ExporterFactory {
    /// What users write under `otlp_http`.
    public typealias Config = OTLPHTTPExporterSettings

    /// `otlp_http`.
    public let type: ComponentType = "otlp_http"

    /// `otlphttp`, the older name.
    public let deprecatedAliases: [ComponentType] = ["otlphttp"]

    /// All signals.
    public let stability: [Signal: Stability] = [
        .traces: .stable, .metrics: .stable, .logs: .stable, .profiles: .alpha,
    ]

    /// A factory of exporters of OTLP over HTTP.
    public init() {}

    /// An exporter of traces.
    public func traces(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Traces> {
        try OTLPHTTPExporter.make(config, context)
    }

    /// An exporter of metrics.
    public func metrics(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Metrics> {
        try OTLPHTTPExporter.make(config, context)
    }

    /// An exporter of logs.
    public func logs(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Logs> {
        try OTLPHTTPExporter.make(config, context)
    }

    /// An exporter of profiles.
    public func profiles(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Profiles> {
        try OTLPHTTPExporter.make(config, context)
    }
}
