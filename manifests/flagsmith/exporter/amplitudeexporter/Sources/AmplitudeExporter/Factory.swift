public import CollectorAPI
public import Pdata

/// Makes exporters to Amplitude.
public struct AmplitudeExporterFactory: ExporterFactory {
    /// What users write under `amplitude`.
    public typealias Config = AmplitudeExporterSettings

    /// `amplitude`.
    public let type: ComponentType = "amplitude"

    /// Logs only.
    public let stability: [Signal: Stability] = [.logs: .alpha]

    /// A factory of exporters to Amplitude.
    public init() {}

    /// An exporter of log records, each as an event.
    public func logs(_ config: Config, _ context: ComponentContext) throws -> any Exporter<Logs> {
        AmplitudeExporter.make(config, context)
    }
}
