public import Pdata

/// Where a receiver sends what it receives: for each signal that a pipeline wants, the fan-out over those pipelines.
public struct ReceiverOutputs: Sendable {
    /// Where traces go, if a pipeline wants them.
    public var traces: (any Consumer<Traces>)?
    /// Where metrics go, if a pipeline wants them.
    public var metrics: (any Consumer<Metrics>)?
    /// Where logs go, if a pipeline wants them.
    public var logs: (any Consumer<Logs>)?
    /// Where profiles go, if a pipeline wants them.
    public var profiles: (any Consumer<Profiles>)?

    /// Whether a component behind reads the metadata of calls by gRPC, so that a receiver keeps it even where
    /// `include_metadata` is not set.
    public var readsCallMetadata = false

    /// Outputs for the signals given.
    public init(
        traces: (any Consumer<Traces>)? = nil,
        metrics: (any Consumer<Metrics>)? = nil,
        logs: (any Consumer<Logs>)? = nil,
        profiles: (any Consumer<Profiles>)? = nil
    ) {
        self.traces = traces
        self.metrics = metrics
        self.logs = logs
        self.profiles = profiles
    }
}

/// The pipelines of one signal that a connector begins.
public struct ConnectorOutput<Data: Telemetry>: Sendable {
    /// The fan-out over all of them.
    public var all: any Consumer<Data>

    /// Each by its id.
    public var pipelines: [PipelineID: any Consumer<Data>]

    /// An output over `pipelines`, of which `all` is the fan-out.
    public init(all: any Consumer<Data>, pipelines: [PipelineID: any Consumer<Data>]) {
        self.all = all
        self.pipelines = pipelines
    }
}

/// Where a connector sends what it makes: for each signal, the pipelines that list it as a receiver.
public struct ConnectorOutputs: Sendable {
    /// Where traces go, if a pipeline wants them.
    public var traces: ConnectorOutput<Traces>?
    /// Where metrics go, if a pipeline wants them.
    public var metrics: ConnectorOutput<Metrics>?
    /// Where logs go, if a pipeline wants them.
    public var logs: ConnectorOutput<Logs>?
    /// Where profiles go, if a pipeline wants them.
    public var profiles: ConnectorOutput<Profiles>?

    /// Outputs for the signals given.
    public init(
        traces: ConnectorOutput<Traces>? = nil,
        metrics: ConnectorOutput<Metrics>? = nil,
        logs: ConnectorOutput<Logs>? = nil,
        profiles: ConnectorOutput<Profiles>? = nil
    ) {
        self.traces = traces
        self.metrics = metrics
        self.logs = logs
        self.profiles = profiles
    }
}

/// The exporters of a pipeline, and its connectors, by their ids: for a processor that hands telemetry to some of them
/// itself, which its settings name by ``ExporterReference``.
public struct PipelineExporters: Sendable {
    /// Those of a pipeline of traces.
    public var traces: [ComponentID: any Consumer<Traces>] = [:]
    /// Those of a pipeline of metrics.
    public var metrics: [ComponentID: any Consumer<Metrics>] = [:]
    /// Those of a pipeline of logs.
    public var logs: [ComponentID: any Consumer<Logs>] = [:]
    /// Those of a pipeline of profiles.
    public var profiles: [ComponentID: any Consumer<Profiles>] = [:]

    /// No exporters.
    public init() {}
}
