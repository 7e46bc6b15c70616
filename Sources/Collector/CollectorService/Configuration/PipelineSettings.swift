internal import CollectorAPI
internal import CollectorConfig

/// A component's id where a pipeline or the service lists it.
struct Reference: Sendable {
    var id: ComponentID
    var position: SourcePosition?
}

/// One entry of `service::pipelines`.
struct PipelineSettings: Sendable {
    var id: PipelineID
    var position: SourcePosition?
    var receivers: [Reference] = []
    var processors: [Reference] = []
    var exporters: [Reference] = []

    /// The keys that lead to it.
    var path: [String] { ["service", "pipelines", "\(id)"] }
}

/// Every component of a configuration, decoded.
struct ComponentSet: Sendable {
    var receivers: [ComponentID: any ConfiguredReceiver] = [:]
    var processors: [ComponentID: any ConfiguredProcessor] = [:]
    var exporters: [ComponentID: any ConfiguredExporter] = [:]
    var connectors: [ComponentID: any ConfiguredConnector] = [:]
    var extensions: [ComponentID: any ConfiguredExtension] = [:]
}
