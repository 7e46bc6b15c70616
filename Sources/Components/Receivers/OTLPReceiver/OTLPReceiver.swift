internal import CollectorAPI
internal import CollectorNet
internal import Pdata

/// Receives OTLP: one server for each protocol, shared by all signals.
final class OTLPReceiver: Receiver {
    /// How long requests under way may take when the receiver stops.
    private static let grace = Duration.seconds(10)

    private struct Servers {
        var grpc: (server: GRPCServer, address: SocketAddress)?
        var http: (server: HTTPServer, address: SocketAddress)?
    }

    private let settings: OTLPReceiverSettings
    private let context: ComponentContext
    private let outputs: ReceiverOutputs
    private let notice: RepairNotice
    private let servers = Lock(Servers())

    init(_ settings: OTLPReceiverSettings, _ context: ComponentContext, _ outputs: ReceiverOutputs) {
        self.settings = settings
        self.context = context
        self.outputs = outputs
        notice = RepairNotice(context.logger)
    }

    /// Where gRPC is served, once started.
    var grpcAddress: SocketAddress? { servers.withLock { $0.grpc?.address } }

    /// Where HTTP is served, once started.
    var httpAddress: SocketAddress? { servers.withLock { $0.http?.address } }

    func start(_ host: any Host) async throws {
        do {
            if let grpc = settings.protocols.grpc.value { try await start(grpc, host) }
            if let http = settings.protocols.http.value { try await start(http, host) }
        } catch {
            await stop()
            throw error
        }
    }

    func shutdown() async throws {
        await stop()
    }

    private func start(_ settings: GRPCServerSettings, _ host: any Host) async throws {
        var methods: [String: GRPCMethod] = [:]
        methods[OTLPRoutes.traces] = method(outputs.traces, host)
        methods[OTLPRoutes.metrics] = method(outputs.metrics, host)
        methods[OTLPRoutes.logs] = method(outputs.logs, host)
        methods[OTLPRoutes.profiles] = method(outputs.profiles, host)
        var settings = settings
        settings.includeMetadata = settings.includeMetadata || outputs.readsCallMetadata
        let server = GRPCServer(settings, logger: context.logger, methods: methods)
        let address = try await server.start(host)
        servers.withLock { $0.grpc = (server, address) }
        context.logger.info("Starting GRPC server", [endpoint(settings.endpoint, address)])
    }

    private func start(_ settings: OTLPHTTPSettings, _ host: any Host) async throws {
        var routes: [String: OTLPHTTPHandler.Take] = [:]
        routes[OTLPRoutes.rooted(settings.tracesPath)] = route(outputs.traces, host)
        routes[OTLPRoutes.rooted(settings.metricsPath)] = route(outputs.metrics, host)
        routes[OTLPRoutes.rooted(settings.logsPath)] = route(outputs.logs, host)
        routes[OTLPRoutes.profilesPath] = route(outputs.profiles, host)
        let handler = OTLPHTTPHandler(routes)
        let server = HTTPServer(
            settings.server,
            logger: context.logger,
            keptCodings: [
                OTLPRoutes.rooted(settings.tracesPath): codings(outputs.traces),
                OTLPRoutes.rooted(settings.metricsPath): codings(outputs.metrics),
                OTLPRoutes.rooted(settings.logsPath): codings(outputs.logs),
                OTLPRoutes.profilesPath: codings(outputs.profiles),
            ],
            refusal: OTLPHTTPHandler.refuse
        ) { request in
            await handler.answer(request)
        }
        let address = try await server.start(host)
        servers.withLock { $0.http = (server, address) }
        context.logger.info("Starting HTTP server", [endpoint(settings.server.endpoint, address)])
    }

    private func method<Data: Telemetry>(_ output: (any Consumer<Data>)?, _ host: any Host) -> GRPCMethod? {
        guard let intake = intake(output, transport: "grpc", host) else { return nil }
        return GRPCMethod(keeping: output?.passedOnCodings ?? []) { request throws(GRPCStatus) in
            try await intake.take(request.message, compressedForm: request.compressedForm, from: request.client)
            return Bytes()
        }
    }

    private func route<Data: Telemetry>(
        _ output: (any Consumer<Data>)?,
        _ host: any Host
    ) -> OTLPHTTPHandler.Take? {
        guard let intake = intake(output, transport: "http", host) else { return nil }
        return { request, encoding throws(GRPCStatus) in
            guard encoding == .protobuf else { return try await intake.take(json: request.body, from: request.client) }
            try await intake.take(request.body, compressedForm: request.compressedForm, from: request.client)
        }
    }

    /// The codings of which an exporter behind `output` sends requests on as they came.
    private func codings<Data: Telemetry>(_ output: (any Consumer<Data>)?) -> Set<ContentCoding> {
        output?.passedOnCodings ?? []
    }

    private func intake<Data: Telemetry>(
        _ output: (any Consumer<Data>)?,
        transport: String,
        _ host: any Host
    ) -> OTLPIntake<Data>? {
        guard let output else { return nil }
        let counters = ReceiverCounters(Data.signal, transport: transport, context)
        return OTLPIntake(output: output, counters: counters, notice: notice, host: host)
    }

    /// The endpoint as configured, or the address where the system chose the port.
    private func endpoint(_ configured: String, _ address: SocketAddress) -> LogField {
        LogField("endpoint", .string(configured.hasSuffix(":0") ? address.description : configured))
    }

    private func stop() async {
        let running = servers.withLock { servers in
            defer { servers = Servers() }
            return servers
        }
        await withTaskGroup { group in
            if let http = running.http?.server { group.addTask { await http.shutdown(grace: Self.grace) } }
            if let grpc = running.grpc?.server { group.addTask { await grpc.shutdown(grace: Self.grace) } }
        }
    }
}
