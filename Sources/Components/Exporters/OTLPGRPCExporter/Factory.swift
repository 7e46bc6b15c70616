public import CollectorAPI
public import Pdata

/// Makes exporters of OTLP over gRPC.
public struct OTLPGRPCExporterFactory: ExporterFactory {
    /// What users write under `otlp_grpc`.
    public typealias Config = OTLPGRPCExporterSettings

    /// `otlp_grpc`.
    public let type: ComponentType = "otlp_grpc"

    /// `otlp`, the older name.
    public let deprecatedAliases: [ComponentType] = ["otlp"]

    /// All signals.
    public let stability: [Signal: Stability] = [
        .traces: .stable, .metrics: .stable, .logs: .stable, .profiles: .alpha,
    ]

    /// A factory of exporters of OTLP over gRPC.
    public init() {}

    /// An exporter of traces.
    public func traces(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Traces> {
        OTLPGRPCExporter.make(config, context)
    }

    /// An exporter of metrics.
    public func metrics(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Metrics> {
        OTLPGRPCExporter.make(config, context)
    }

    /// An exporter of logs.
    public func logs(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Logs> {
        OTLPGRPCExporter.make(config, context)
    }

    /// An exporter of profiles.
    public func profiles(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Profiles> {
        OTLPGRPCExporter.make(config, context)
    }
}
