internal import CollectorAPI
internal import CollectorConfig
internal import CollectorNet

/// A collector with one configuration: built, started and shut down once.
final class Service: Sendable {
    private struct Started {
        var extensions: [(id: ComponentID, extension: any Extension)] = []
        var nodes: [Graph.Node] = []
        var metricsServers: [MetricsServer] = []
    }

    /// Where the collector itself logs.
    let logger: Logger

    /// How long shutting down may take.
    let shutdownTimeout: Duration

    /// What the collector is.
    let resource: Resource

    /// What the collector counts.
    let metrics: MetricRegistry

    private let build: BuildInfo
    private let settings: ServiceSettings
    private let warnings: [ConfigDiagnostic]
    private let extensions: [(id: ComponentID, extension: any Extension)]
    private let graph: Graph
    private let host: ServiceHost
    private let started = Lock(Started())

    /// Creates every component that `configuration` uses.
    ///
    /// - Parameters:
    ///   - sink: where to log; by default where the configuration says.
    ///   - onFatal: called when a component reports that the collector cannot go on.
    init(
        _ configuration: CollectorConfiguration,
        _ plan: GraphPlan,
        _ build: BuildInfo,
        warnings: [ConfigDiagnostic],
        clock: any CollectorClock = LoopGroup.shared.clock,
        sink: (any LogSink)? = nil,
        onFatal: @escaping @Sendable (ComponentInstance, String) -> Void
    ) throws(ServiceError) {
        self.build = build
        self.warnings = warnings
        settings = configuration.service
        shutdownTimeout = settings.shutdownTimeout
        let telemetry = settings.telemetry
        resource = Resource(build, telemetry.resource)
        let stream: any LogSink = try ServiceError.wrapping("failed to create logger: ") {
            try sink ?? StreamLogSink(telemetry.logs, clock: clock)
        }
        logger = Logger(stream, fields: Self.commonFields(telemetry.logs, resource))
        metrics = MetricRegistry(isDetailed: telemetry.metrics.level >= .detailed)
        ProcessMetrics.register(in: metrics, clock: clock)
        host = ServiceHost(clock: clock, logger: logger, onFatal: onFatal)
        let contexts = ContextFactory(build: build, logger: logger, metrics: metrics)
        extensions = try Self.makeExtensions(configuration, contexts)
        for (id, `extension`) in extensions { host.add(id, `extension`) }
        graph = try GraphBuilder.build(plan, contexts)
    }

    /// Where the metrics are served, while the collector runs.
    var metricsAddresses: [SocketAddress] { started.withLock { $0.metricsServers }.compactMap(\.boundAddress) }

    private static func commonFields(_ settings: LogsSettings, _ resource: Resource) -> [LogField] {
        let initial = settings.initialFields.sorted { $0.key < $1.key }.map { LogField($0.key, LogValue($0.value)) }
        return (settings.disableResource ? [] : [resource.logField]) + initial
    }

    /// The extensions that `configuration` enables, in its order.
    static func makeExtensions(
        _ configuration: CollectorConfiguration,
        _ contexts: ContextFactory
    ) throws(ServiceError) -> [(id: ComponentID, extension: any Extension)] {
        var made: [(id: ComponentID, extension: any Extension)] = []
        for reference in configuration.service.extensions where !made.contains(where: { $0.id == reference.id }) {
            guard let configured = configuration.components.extensions[reference.id] else { continue }
            let `extension`: any Extension = try ServiceError.wrapping(
                "failed to build extensions: failed to create extension \"\(reference.id)\": "
            ) {
                try configured.make(contexts.make(reference.id, .extension))
            }
            made.append((reference.id, `extension`))
        }
        return made
    }

    // MARK: Start

    /// Starts everything, receivers last.
    ///
    /// - Throws: the first failure; what had started is to be shut down by ``shutdown()``.
    func start() async throws(ServiceError) {
        logger.info(
            "Starting \(build.command)...",
            [LogField("Version", .string(build.version)), LogField("NumCPU", .int(LoopGroup.shared.loops.count))]
        )
        for warning in warnings { log(warning) }
        for message in settings.telemetry.unavailable { logger.warn(message) }
        try await startMetrics()
        try await startExtensions()
        for node in graph.nodes { try await start(node) }
        for (id, `extension`) in extensions {
            try await ServiceError.wrapping("failed to start extensions: failed to notify \"\(id)\": ") {
                try await `extension`.pipelinesReady()
            }
        }
        logger.info("Everything is ready. Begin running and processing data.")
    }

    private func log(_ warning: ConfigDiagnostic) {
        let position = warning.position.map { [LogField("position", .string("\($0)"))] } ?? []
        logger.warn(warning.text, position)
    }

    private func startMetrics() async throws(ServiceError) {
        let telemetry = settings.telemetry.metrics
        guard telemetry.level != .none else { return }
        for reader in telemetry.readers.compactMap(\.pull.exporter.value) {
            let server = MetricsServer(reader, level: telemetry.level, metrics, resource, logger)
            started.withLock { $0.metricsServers.append(server) }
            try await ServiceError.wrapping("failed to create meter provider: ") {
                let endpoint = try await server.start()
                logger.info("Serving metrics", [LogField("endpoint", .string("\(endpoint)"))])
            }
        }
    }

    private func startExtensions() async throws(ServiceError) {
        logger.info("Starting extensions...")
        for (id, `extension`) in extensions {
            let instance = ComponentInstance(id: id, kind: .extension)
            let logger = logger.with(instance.logFields)
            logger.info("Extension is starting...")
            started.withLock { $0.extensions.append((id, `extension`)) }
            host.statuses.report(.starting, from: instance)
            try await ServiceError.wrapping("failed to start extensions: failed to start \"\(id)\": ") {
                try await `extension`.start(host)
            }
            host.statuses.reportStarted(instance)
            logger.info("Extension started.")
        }
    }

    private func start(_ node: Graph.Node) async throws(ServiceError) {
        started.withLock { $0.nodes.append(node) }
        if let instance = node.instance { host.statuses.report(.starting, from: instance) }
        try await ServiceError.wrapping("cannot start pipelines: failed to start \(node.label): ") {
            try await node.component.start(host)
        }
        if let instance = node.instance { host.statuses.reportStarted(instance) }
    }

    // MARK: Shutdown

    /// Ends what has started, receivers first, so that pipelines drain.
    ///
    /// When the task is cancelled, components give up what they still hold.
    ///
    /// - Throws: everything that failed.
    func shutdown() async throws(ServiceError) {
        logger.info("Starting shutdown...")
        let started = self.started.withLock { started in
            defer { started = Started() }
            return started
        }
        var errors: [String] = []
        for (id, `extension`) in started.extensions {
            await collect("failed to notify \"\(id)\" that pipelines stop: ", &errors) {
                try await `extension`.pipelinesStopping()
            }
        }
        for node in started.nodes.reversed() {
            await stop(node.component, node.instance, "failed to shutdown pipelines: \(node.label): ", &errors)
        }
        logger.info("Stopping extensions...")
        for (id, `extension`) in started.extensions.reversed() {
            let instance = ComponentInstance(id: id, kind: .extension)
            await stop(`extension`, instance, "failed to shutdown extensions: \"\(id)\": ", &errors)
        }
        for server in started.metricsServers { await server.shutdown() }
        logger.info("Shutdown complete.")
        guard errors.isEmpty else { throw ServiceError(errors.joined(separator: "; ")) }
    }

    private func stop(
        _ component: any Component,
        _ instance: ComponentInstance?,
        _ failure: String,
        _ errors: inout [String]
    ) async {
        if let instance { host.statuses.report(.stopping, from: instance) }
        let before = errors.count
        await collect(failure, &errors) { try await component.shutdown() }
        guard let instance else { return }
        let failed = errors.count > before
        host.statuses.report(failed ? .permanentError(errors.last ?? "") : .stopped, from: instance)
    }

    private func collect(_ failure: String, _ errors: inout [String], _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            errors.append("\(failure)\(error)")
        }
    }
}
