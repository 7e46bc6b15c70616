public import CollectorAPI
public import CollectorConfig
public import Pdata

/// Nothing to configure.
public struct AcmeExporterConfig: Settings {
    /// No keys.
    public static let fields: [Setting<AcmeExporterConfig>] = []

    /// The only configuration.
    public init() {}
}

/// Makes `acme` exporters.
public struct AcmeExporterFactory: ExporterFactory {
    /// The settings: there are none.
    public typealias Config = AcmeExporterConfig

    /// `acme`.
    public let type: ComponentType = "acme"

    /// Traces only.
    public let stability: [Signal: Stability] = [.traces: .alpha]

    /// A factory of `acme` exporters.
    public init() {}

    /// An exporter that drops traces.
    public func traces(_ config: AcmeExporterConfig, _ context: ComponentContext) throws -> any Exporter<Traces> {
        AcmeExporter()
    }
}

struct AcmeExporter: Exporter {
    func consume(_ data: Traces) async throws {}
}
