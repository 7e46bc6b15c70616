/// What a component is told when it is created.
public struct ComponentContext: Sendable {
    /// Its id.
    public var id: ComponentID

    /// Its kind.
    public var kind: ComponentKind

    /// The distribution that it is part of.
    public var build: BuildInfo

    /// Where it logs; already carries the component's fields.
    public var logger: Logger

    /// Where it counts.
    public var metrics: MetricRegistry

    /// For a processor, the exporters of its pipeline; none for others.
    public var exporters: PipelineExporters

    /// A context for the component `id`.
    public init(
        id: ComponentID,
        kind: ComponentKind,
        build: BuildInfo,
        logger: Logger,
        metrics: MetricRegistry,
        exporters: PipelineExporters = PipelineExporters()
    ) {
        self.id = id
        self.kind = kind
        self.build = build
        self.logger = logger
        self.metrics = metrics
        self.exporters = exporters
    }
}
