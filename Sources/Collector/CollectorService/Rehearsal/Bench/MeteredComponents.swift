internal import CollectorAPI
internal import CollectorConfig
internal import Pdata

/// The meters of a rehearsal's processors and connectors.
final class StageMeters: Sendable {
    private let meters = Lock<[String: StageMeter]>([:])

    /// All of them, by name.
    var all: [StageMeter] { meters.withLock { $0 }.values.sorted { $0.name < $1.name } }

    /// The meter called `name`, the same for all instances of one component.
    func meter(_ name: String) -> StageMeter {
        meters.withLock { meters in
            if let meter = meters[name] { return meter }
            let meter = StageMeter(name)
            meters[name] = meter
            return meter
        }
    }

    /// `components` with each processor and connector measured.
    func measuring(_ components: ComponentSet) -> ComponentSet {
        var components = components
        components.processors = components.processors.mapValues { MeteredProcessor(base: $0, meters: self) }
        components.connectors = components.connectors.mapValues { MeteredConnector(base: $0, meters: self) }
        return components
    }
}

/// A processor, measured.
private struct MeteredProcessor: ConfiguredProcessor {
    let base: any ConfiguredProcessor
    let meters: StageMeters

    var id: ComponentID { base.id }
    var position: SourcePosition? { base.position }
    var stability: [Signal: Stability] { base.stability }

    func encoded(_ options: EncodingOptions) -> ConfigNode { base.encoded(options) }

    func processor<Data: PipelineData>(
        _ context: ComponentContext,
        _ next: any Consumer<Data>
    ) throws -> any Processor<Data> {
        let meter = meters.meter("processor \(id)")
        var context = context
        context.exporters[keyPath: Data.pipelineExporters] = context.exporters[keyPath: Data.pipelineExporters]
            .mapValues {
                MeteredOutput(next: $0, meter: meter)
            }
        return MeteredStage(
            component: try base.processor(context, MeteredOutput(next: next, meter: meter)),
            meter: meter
        )
    }
}

/// A connector, measured.
private struct MeteredConnector: ConfiguredConnector {
    let base: any ConfiguredConnector
    let meters: StageMeters

    var id: ComponentID { base.id }
    var position: SourcePosition? { base.position }
    var stability: [SignalPair: Stability] { base.stability }

    func encoded(_ options: EncodingOptions) -> ConfigNode { base.encoded(options) }

    func connector<Data: PipelineData>(
        _ type: Data.Type,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Data> {
        let meter = meters.meter("connector \(id)")
        let measured = ConnectorOutputs(
            traces: Self.output(outputs.traces, meter),
            metrics: Self.output(outputs.metrics, meter),
            logs: Self.output(outputs.logs, meter),
            profiles: Self.output(outputs.profiles, meter)
        )
        return MeteredStage(component: try base.connector(type, context, measured), meter: meter)
    }

    private static func output<Data: Telemetry>(
        _ output: ConnectorOutput<Data>?,
        _ meter: StageMeter
    ) -> ConnectorOutput<Data>? {
        output.map { output in
            ConnectorOutput(
                all: MeteredOutput(next: output.all, meter: meter),
                pipelines: output.pipelines.mapValues { MeteredOutput(next: $0, meter: meter) }
            )
        }
    }
}

/// Where data goes on from a component.
private struct MeteredOutput<Data: Telemetry>: Consumer {
    let next: any Consumer<Data>
    let meter: StageMeter

    var passedOnCodings: Set<ContentCoding> { next.passedOnCodings }

    func consume(_ data: Data) async throws {
        try await meter.beyond { try await next.consume(data) }
    }
}

/// Where data comes into a component.
private struct MeteredStage<Data: Telemetry>: Processor, Connector {
    let component: any Component & Consumer<Data>
    let meter: StageMeter

    var passedOnCodings: Set<ContentCoding> { component.passedOnCodings }

    func start(_ host: any Host) async throws { try await component.start(host) }
    func shutdown() async throws { try await component.shutdown() }

    func consume(_ data: Data) async throws {
        try await meter.inside { try await component.consume(data) }
    }
}
