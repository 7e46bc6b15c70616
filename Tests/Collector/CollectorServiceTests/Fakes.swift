import CollectorAPI
import CollectorConfig
import CollectorTestKit
import Pdata

/// What happened to the components of one test, in order, and what its exporters got.
final class Journal: Sendable {
    private struct State {
        var events: [String] = []
        var outputs: [ComponentID: ReceiverOutputs] = [:]
        var exporters: [String: any Sendable] = [:]
        var hosts: [ComponentID: any Host] = [:]
    }

    private let state = Lock(State())

    var events: [String] { state.withLock { $0.events } }

    func note(_ event: String) { state.withLock { $0.events.append(event) } }

    func set(_ outputs: ReceiverOutputs, of id: ComponentID) { state.withLock { $0.outputs[id] = outputs } }

    func outputs(of id: ComponentID) -> ReceiverOutputs { state.withLock { $0.outputs[id] } ?? ReceiverOutputs() }

    func set(_ host: any Host, of id: ComponentID) { state.withLock { $0.hosts[id] = host } }

    func host(of id: ComponentID) -> (any Host)? { state.withLock { $0.hosts[id] } }

    /// What the exporter `id` took.
    func exported<Data: Telemetry>(_ type: Data.Type, by id: ComponentID) -> RecordingConsumer<Data>? {
        state.withLock { $0.exporters["\(id) \(Data.signal)"] } as? RecordingConsumer<Data>
    }

    func add<Data: Telemetry>(_ consumer: RecordingConsumer<Data>, _ id: ComponentID) {
        state.withLock { $0.exporters["\(id) \(Data.signal)"] = consumer }
    }
}

/// The journal of the current test; factories have no other way to know it.
enum Current {
    @TaskLocal static var journal = Journal()
}

struct FakeSettings: Settings {
    var failsToStart = false
    var failsToCreate = false
    /// How many calls are refused for now; -1 for all, -2 for all for good.
    var refusals = 0
    var password: Secret?
    var guardedBy = ExtensionReference(role: "authenticator")
    /// A processor hands data to these, by themselves.
    var exporters: [ExporterReference] = []
    var readsMetadata = false

    static let fields: [Setting<Self>] = [
        Setting("fails_to_start", \.failsToStart, "Whether start throws."),
        Setting("fails_to_create", \.failsToCreate, "Whether the factory throws."),
        Setting("refusals", \.refusals, "How many calls are refused."),
        Setting("password", \.password, "A secret."),
        Setting("guarded_by", \.guardedBy, "An extension."),
        Setting("exporters", \.exporters, "Exporters."),
        Setting("reads_metadata", \.readsMetadata, "Whether metadata is read."),
    ]
}

struct FakeFailure: Error, CustomStringConvertible {
    var description: String
}

/// Notes its lifecycle in the journal.
struct FakeComponent: Receiver, Extension {
    let name: String
    let id: ComponentID
    let settings: FakeSettings
    let journal: Journal

    init(_ settings: FakeSettings, _ context: ComponentContext, _ detail: String = "") throws {
        if settings.failsToCreate { throw FakeFailure(description: "made to fail") }
        id = context.id
        name = "\(context.kind) \(context.id)\(detail)"
        self.settings = settings
        journal = Current.journal
        journal.note("create \(name)")
    }

    func start(_ host: any Host) async throws {
        journal.note("start \(name)")
        journal.set(host, of: id)
        if settings.failsToStart { throw FakeFailure(description: "made to fail") }
    }

    func shutdown() async throws { journal.note("shutdown \(name)") }
    func pipelinesReady() async throws { journal.note("ready \(name)") }
    func pipelinesStopping() async throws { journal.note("stopping \(name)") }
}

/// Passes everything on.
struct FakeProcessor<Data: Telemetry>: Processor, Connector {
    let component: FakeComponent
    let next: any Consumer<Data>

    var readsCallMetadata: Bool { component.settings.readsMetadata }

    func start(_ host: any Host) async throws { try await component.start(host) }
    func shutdown() async throws { try await component.shutdown() }
    func consume(_ data: Data) async throws { try await next.consume(data) }
}

struct FakeExporter<Data: Telemetry>: Exporter {
    let component: FakeComponent
    let consumer: RecordingConsumer<Data>

    init(_ component: FakeComponent) {
        self.component = component
        let refusals = component.settings.refusals
        consumer = RecordingConsumer { attempt, _ in
            if refusals == -2 { throw ConsumeError.permanent("never") }
            if refusals == -1 || attempt <= refusals { throw ConsumeError.retryable("not now", after: .seconds(1)) }
        }
        component.journal.add(consumer, component.id)
    }

    func start(_ host: any Host) async throws { try await component.start(host) }
    func shutdown() async throws { try await component.shutdown() }
    func consume(_ data: Data) async throws { try await consumer.consume(data) }
}

struct FakeReceiverFactory: ReceiverFactory {
    typealias Config = FakeSettings
    var type: ComponentType { "fake" }
    var deprecatedAliases: [ComponentType] { ["oldfake"] }
    var stability: [Signal: Stability] { [.traces: .beta, .metrics: .stable, .profiles: .alpha] }

    func receiver(_ config: FakeSettings, _ context: ComponentContext, _ outputs: ReceiverOutputs) throws
        -> any Receiver
    {
        Current.journal.set(outputs, of: context.id)
        return try FakeComponent(config, context)
    }
}

struct FakeProcessorFactory: ProcessorFactory {
    typealias Config = FakeSettings
    var type: ComponentType { "fake" }
    var stability: [Signal: Stability] { [.traces: .beta, .metrics: .beta] }

    func traces(
        _ config: FakeSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Traces>
    ) throws -> any Processor<Traces> {
        let chosen = config.exporters.first?.id.flatMap { context.exporters.traces[$0] }
        return FakeProcessor(component: try FakeComponent(config, context), next: chosen ?? next)
    }

    func metrics(
        _ config: FakeSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Metrics>
    ) throws -> any Processor<Metrics> {
        FakeProcessor(component: try FakeComponent(config, context), next: next)
    }
}

struct FakeExporterFactory: ExporterFactory {
    typealias Config = FakeSettings
    var type: ComponentType { "fake" }
    var stability: [Signal: Stability] { [.traces: .beta, .metrics: .beta, .profiles: .alpha] }

    func traces(_ config: FakeSettings, _ context: ComponentContext) throws -> any Exporter<Traces> {
        FakeExporter(try FakeComponent(config, context, " traces"))
    }

    func metrics(_ config: FakeSettings, _ context: ComponentContext) throws -> any Exporter<Metrics> {
        FakeExporter(try FakeComponent(config, context, " metrics"))
    }

    func profiles(_ config: FakeSettings, _ context: ComponentContext) throws -> any Exporter<Profiles> {
        FakeExporter(try FakeComponent(config, context, " profiles"))
    }
}

struct FakeConnectorFactory: ConnectorFactory {
    typealias Config = FakeSettings
    var type: ComponentType { "join" }
    var stability: [SignalPair: Stability] {
        [SignalPair(.traces, .traces): .beta, SignalPair(.metrics, .metrics): .beta]
    }

    func traces(
        _ config: FakeSettings,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Traces> {
        guard let output = outputs.traces else { throw FakeFailure(description: "no output") }
        return FakeProcessor(component: try FakeComponent(config, context), next: output.all)
    }

    func metrics(
        _ config: FakeSettings,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Metrics> {
        guard let output = outputs.metrics else { throw FakeFailure(description: "no output") }
        return FakeProcessor(component: try FakeComponent(config, context), next: output.all)
    }
}

struct FakeExtensionFactory: ExtensionFactory {
    typealias Config = FakeSettings
    var type: ComponentType { "fake" }
    var stability: Stability { .beta }

    func make(_ config: FakeSettings, _ context: ComponentContext) throws -> any Extension {
        try FakeComponent(config, context)
    }
}
