internal import CollectorAPI
internal import CollectorConfig
internal import Pdata

/// A configuration's pipelines with ends in memory: its processors and connectors are the real ones, data enters where its
/// receivers would send it, and ends where its exporters would take it. Extensions are left out.
struct Rehearsal: Sendable {
    private let service: Service
    private let entries: EntryPoints

    /// The pipelines of `loaded`, created and not started.
    ///
    /// - Parameters:
    ///   - exporters: makes what stands for the exporters.
    ///   - replace: makes of the configured components, whose ends are replaced already, those that run.
    init(
        _ loaded: ConfigurationLoader.Loaded,
        _ build: BuildInfo,
        clock: any CollectorClock,
        sink: any LogSink,
        exporters: some RehearsalExporters,
        replace: (ComponentSet) -> ComponentSet = { $0 }
    ) throws(ServiceError) {
        var configuration = loaded.configuration
        let entries = EntryPoints()
        configuration.components.receivers = configuration.components.receivers.mapValues {
            EntryReceiver(base: $0, entries: entries)
        }
        configuration.components.exporters = configuration.components.exporters.mapValues { base in
            EndExporter(base: base, ends: exporters)
        }
        configuration.components = replace(configuration.components)
        configuration.components.extensions = [:]
        configuration.service.extensions = []
        configuration.service.telemetry.metrics.level = .none
        var diagnostics: [ConfigDiagnostic] = []
        let plan = GraphPlan(configuration.service.pipelines, configuration.components, into: &diagnostics)
        service = try Service(configuration, plan, build, warnings: [], clock: clock, sink: sink) { _, _ in }
        self.entries = entries
    }

    /// Starts every component.
    func start() async throws(ServiceError) { try await service.start() }

    /// Ends every component, so that what they hold is passed on.
    func shutdown() async throws(ServiceError) { try await service.shutdown() }

    /// The receivers that pipelines of `signal` begin with.
    func receivers(of signal: Signal) -> [ComponentID] {
        entries.all.filter { $0.value.takes(signal) }.map(\.key).sorted()
    }

    /// Brings `data` into the pipelines of the receiver `id`.
    ///
    /// - Throws: why they did not accept it.
    func send<Data: PipelineData>(_ data: Data, from id: ComponentID) async throws {
        guard let consumer = entries.all[id]?[keyPath: Data.receiverOutput] else { return }
        try await consumer.consume(data)
    }
}

/// Makes the exporters of a rehearsal.
protocol RehearsalExporters: Sendable {
    /// The exporter that stands for the configured exporter `id`.
    func exporter<Data: PipelineData>(_ type: Data.Type, _ id: ComponentID) -> any Exporter<Data>
}

extension ReceiverOutputs {
    /// Whether a pipeline wants `signal`.
    func takes(_ signal: Signal) -> Bool {
        switch signal {
        case .traces: traces != nil
        case .metrics: metrics != nil
        case .logs: logs != nil
        case .profiles: profiles != nil
        }
    }
}

/// Where receivers would send what they receive.
private final class EntryPoints: Sendable {
    private let outputs = Lock<[ComponentID: ReceiverOutputs]>([:])

    var all: [ComponentID: ReceiverOutputs] { outputs.withLock { $0 } }

    func add(_ id: ComponentID, _ outputs: ReceiverOutputs) {
        self.outputs.withLock { $0[id] = outputs }
    }
}

/// Stands for a receiver, and receives nothing.
private struct EntryReceiver: ConfiguredReceiver {
    let base: any ConfiguredReceiver
    let entries: EntryPoints

    var id: ComponentID { base.id }
    var position: SourcePosition? { base.position }
    var stability: [Signal: Stability] { base.stability }

    func encoded(_ options: EncodingOptions) -> ConfigNode { base.encoded(options) }

    func receiver(_ context: ComponentContext, _ outputs: ReceiverOutputs) throws -> any Receiver {
        entries.add(id, outputs)
        return Silence()
    }

    private struct Silence: Receiver {}
}

/// Stands for an exporter.
private struct EndExporter: ConfiguredExporter {
    let base: any ConfiguredExporter
    let ends: any RehearsalExporters

    var id: ComponentID { base.id }
    var position: SourcePosition? { base.position }
    var stability: [Signal: Stability] { base.stability }
    var queueStorage: ComponentID? { nil }

    func encoded(_ options: EncodingOptions) -> ConfigNode { base.encoded(options) }

    func exporter<Data: PipelineData>(_ type: Data.Type, _ context: ComponentContext) throws -> any Exporter<Data> {
        ends.exporter(type, id)
    }
}
