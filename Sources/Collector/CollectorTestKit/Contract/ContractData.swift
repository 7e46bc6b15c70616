internal import CollectorAPI
internal import CollectorConfig
internal import Pdata

/// Telemetry that components are tried with: what differs by signal in factories.
protocol ContractData: SampleTelemetry {
    static func make<F: ProcessorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ next: RecordingConsumer<Self>
    ) throws -> any Processor<Self>

    static func make<F: ExporterFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext
    ) throws -> any Exporter<Self>

    static func make<F: ConnectorFactory>(
        _ factory: F,
        _ config: F.Config,
        _ context: ComponentContext,
        _ outputs: ConnectorOutputs
    ) throws -> any Connector<Self>
}

extension Signal {
    var contractData: any ContractData.Type {
        switch self {
        case .traces: Traces.self
        case .metrics: Metrics.self
        case .logs: Logs.self
        case .profiles: Profiles.self
        }
    }
}

extension ContractData {
    /// What a processor of this signal breaks.
    static func processor<F: ProcessorFactory>(_ factory: F, _ config: F.Config, _ name: String) async -> [String] {
        var trial = ContractTrial(name)
        let named = config.namedExporters
        await trial.lifecycle {
            let exporters = RecordingOutputs().exporters(named)
            let context = ComponentContext.test(factory.type, kind: .processor, exporters: exporters)
            return Erased(try make(factory, config, context, RecordingConsumer()))
        }
        let log = RecordingLogSink()
        let refusal = ConsumeError.permanent("refused by the contract suite")
        let next = RecordingConsumer<Self>(refusing: refusal)
        let ends = RecordingOutputs(refusing: refusal)
        let context = ComponentContext.test(
            factory.type,
            kind: .processor,
            log: log,
            exporters: ends.exporters(named)
        )
        guard let processor = trial.created({ try make(factory, config, context, next) }) else {
            return trial.violations
        }
        await flow(&trial, processor, log, attempts: { next.attempts + ends.attempts })
        return trial.violations
    }

    /// What a connector that takes this signal breaks.
    static func connector<F: ConnectorFactory>(_ factory: F, _ config: F.Config, _ name: String) async -> [String] {
        var trial = ContractTrial(name)
        let made = Set(factory.stability.keys.filter { $0.from == signal }.map(\.to))
        await trial.lifecycle {
            let outputs = RecordingOutputs().connector(made)
            return Erased(try make(factory, config, .test(factory.type, kind: .connector), outputs))
        }
        let log = RecordingLogSink()
        let next = RecordingOutputs(refusing: .permanent("refused by the contract suite"))
        guard
            let connector = trial.created({
                try make(factory, config, .test(factory.type, kind: .connector, log: log), next.connector(made))
            })
        else { return trial.violations }
        await flow(&trial, connector, log) { next.attempts }
        return trial.violations
    }

    /// What an exporter of this signal breaks.
    static func exporter<F: ExporterFactory>(_ factory: F, _ config: F.Config, _ name: String) async -> [String] {
        var trial = ContractTrial(name)
        await trial.lifecycle { Erased(try make(factory, config, .test(factory.type, kind: .exporter))) }
        guard let exporter = trial.created({ try make(factory, config, .test(factory.type, kind: .exporter)) }) else {
            return trial.violations
        }
        let host = TestHost()
        guard await trial.started(exporter, host) else { return trial.violations }
        // There may be no backend; whatever happens, shutdown must end what is under way.
        let underWay = Task { try? await exporter.consume(sample(10)) }
        await trial.shutdown(exporter, "while data is under way")
        await underWay.value
        await trial.checkIdle(host)
        return trial.violations
    }

    /// Sends data through `component`, whose next consumers refuse everything.
    private static func flow(
        _ trial: inout ContractTrial,
        _ component: any Component & Consumer<Self>,
        _ log: RecordingLogSink,
        attempts: () -> Int
    ) async {
        let host = TestHost()
        guard await trial.started(component, host) else { return }
        let wasRefused = Lock(false)
        await trial.holdsNoLoop("consuming 100 items") {
            do {
                try await component.consume(sample(100))
            } catch {
                wasRefused.withLock { $0 = true }
            }
        }
        await trial.shutdown(component, "after data was refused")
        await trial.checkIdle(host)
        let isReported = log.lines.contains { $0.level >= .warn }
        if attempts() > 0, !wasRefused.withLock({ $0 }), !isReported {
            trial.note("neither passes on nor reports that the next component refused the data for good")
        }
    }
}

extension Settings {
    /// The exporters that they name.
    fileprivate var namedExporters: [ComponentID] {
        var diagnostics: [ConfigDiagnostic] = []
        var references: [ConfigReference] = []
        _ = Self.decode(encoded(redacted: false), at: [], into: &diagnostics, &references)
        return references.filter { $0.target == .exporter }.compactMap { try? ComponentID(parsing: $0.id) }
    }
}
