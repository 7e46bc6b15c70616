public import CollectorAPI
public import Pdata

/// Makes debug exporters.
public struct DebugExporterFactory: ExporterFactory {
    /// What users write under `debug`.
    public typealias Config = DebugSettings

    /// `debug`.
    public var type: ComponentType { "debug" }

    /// Every signal.
    public var stability: [Signal: Stability] {
        [.traces: .alpha, .metrics: .alpha, .logs: .alpha, .profiles: .alpha]
    }

    /// The factory.
    public init() {}

    /// An exporter that prints traces.
    public func traces(_ config: DebugSettings, _ context: ComponentContext) throws -> any Exporter<Traces> {
        DebugExporter(config, context)
    }

    /// An exporter that prints metrics.
    public func metrics(_ config: DebugSettings, _ context: ComponentContext) throws -> any Exporter<Metrics> {
        DebugExporter(config, context)
    }

    /// An exporter that prints logs.
    public func logs(_ config: DebugSettings, _ context: ComponentContext) throws -> any Exporter<Logs> {
        DebugExporter(config, context)
    }

    /// An exporter that prints profiles.
    public func profiles(_ config: DebugSettings, _ context: ComponentContext) throws -> any Exporter<Profiles> {
        DebugExporter(config, context)
    }
}
