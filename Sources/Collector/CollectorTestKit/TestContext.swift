public import CollectorAPI
public import Pdata

extension ComponentContext {
    /// A context for a component under test.
    ///
    /// Lines go to `log`, counts to `metrics`; without them nobody sees either. A processor's pipeline has `exporters`.
    public static func test(
        _ type: ComponentType,
        name: String = "",
        kind: ComponentKind,
        log: RecordingLogSink = RecordingLogSink(),
        metrics: MetricRegistry = MetricRegistry(),
        exporters: PipelineExporters = PipelineExporters()
    ) -> ComponentContext {
        ComponentContext(
            id: ComponentID(type, name: name),
            kind: kind,
            build: BuildInfo(command: "otelcol-test", description: "Collector under test", version: "0.0.0"),
            logger: log.logger,
            metrics: metrics,
            exporters: exporters
        )
    }
}

/// A recording end for each signal, to stand where a receiver's or connector's pipelines begin.
public struct RecordingOutputs: Sendable {
    /// The end for traces.
    public let traces: RecordingConsumer<Traces>
    /// The end for metrics.
    public let metrics: RecordingConsumer<Metrics>
    /// The end for logs.
    public let logs: RecordingConsumer<Logs>
    /// The end for profiles.
    public let profiles: RecordingConsumer<Profiles>

    /// Ends that take everything.
    public init() {
        traces = RecordingConsumer()
        metrics = RecordingConsumer()
        logs = RecordingConsumer()
        profiles = RecordingConsumer()
    }

    /// Ends that always throw `error`.
    public init(refusing error: ConsumeError) {
        traces = RecordingConsumer(refusing: error)
        metrics = RecordingConsumer(refusing: error)
        logs = RecordingConsumer(refusing: error)
        profiles = RecordingConsumer(refusing: error)
    }

    /// The ends of `signals`, as a receiver is given them.
    public func receiver(_ signals: Set<Signal> = Set(Signal.allCases)) -> ReceiverOutputs {
        ReceiverOutputs(
            traces: signals.contains(.traces) ? traces : nil,
            metrics: signals.contains(.metrics) ? metrics : nil,
            logs: signals.contains(.logs) ? logs : nil,
            profiles: signals.contains(.profiles) ? profiles : nil
        )
    }

    /// The ends of `signals`, each as the one pipeline of its signal, as a connector is given them.
    public func connector(_ signals: Set<Signal> = Set(Signal.allCases)) -> ConnectorOutputs {
        ConnectorOutputs(
            traces: signals.contains(.traces) ? Self.output(traces) : nil,
            metrics: signals.contains(.metrics) ? Self.output(metrics) : nil,
            logs: signals.contains(.logs) ? Self.output(logs) : nil,
            profiles: signals.contains(.profiles) ? Self.output(profiles) : nil
        )
    }

    /// The ends as exporters called `ids`, as a processor is given those of its pipeline; they share the ends.
    public func exporters(_ ids: [ComponentID]) -> PipelineExporters {
        var exporters = PipelineExporters()
        for id in ids {
            exporters.traces[id] = traces
            exporters.metrics[id] = metrics
            exporters.logs[id] = logs
            exporters.profiles[id] = profiles
        }
        return exporters
    }

    /// How often any of them was called.
    var attempts: Int { traces.attempts + metrics.attempts + logs.attempts + profiles.attempts }

    private static func output<Data>(_ consumer: RecordingConsumer<Data>) -> ConnectorOutput<Data> {
        ConnectorOutput(all: consumer, pipelines: [PipelineID(Data.signal): consumer])
    }
}
