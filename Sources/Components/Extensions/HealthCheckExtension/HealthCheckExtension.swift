internal import CollectorAPI
internal import CollectorNet

/// Answers over HTTP whether the collector is ready.
final class HealthCheckExtension: Extension {
    private struct State {
        var server: HTTPServer?
        var clock: (any CollectorClock)?
        /// When the pipelines became ready; nil while they are not.
        var upSince: Moment?
    }

    private let config: HealthCheckExtensionConfig
    private let logger: Logger
    private let state = Lock(State())

    init(_ config: HealthCheckExtensionConfig, _ context: ComponentContext) {
        self.config = config
        logger = context.logger
    }

    func start(_ host: any Host) async throws {
        let endpoint = config.server.endpoint
        let shown = [LogField("endpoint", .string(endpoint)), LogField("path", .string(config.path))]
        logger.info("Starting health_check extension", [LogField("config", .object(shown))])
        let answer = HealthAnswer(path: config.path, responseBody: config.responseBody)
        let server = HTTPServer(config.server, logger: logger) { [self] request in
            answer(request, uptime: uptime)
        }
        state.withLock { state in
            state.server = server
            state.clock = host.clock
        }
        do {
            let address = try await server.start(host)
            logger.info("Starting HTTP server", [LogField("endpoint", .string("\(address)"))])
        } catch {
            throw BindError(endpoint: endpoint, cause: error)
        }
    }

    func pipelinesReady() async throws {
        state.withLock { state in
            guard let clock = state.clock, state.upSince == nil else { return }
            state.upSince = Moment(instant: clock.now, unixNanoseconds: clock.unixNanoseconds)
        }
        logger.info("Health Check state change", [LogField("status", "ready")])
    }

    func pipelinesStopping() async throws {
        state.withLock { $0.upSince = nil }
        logger.info("Health Check state change", [LogField("status", "unavailable")])
    }

    func shutdown() async throws {
        let server = state.withLock { state in
            defer { state.server = nil }
            return state.server
        }
        await server?.shutdown(grace: .zero)
    }

    private var uptime: Uptime? {
        state.withLock { state in
            guard let clock = state.clock, let upSince = state.upSince else { return nil }
            return Uptime(
                since: upSince.unixNanoseconds,
                duration: upSince.instant.duration(to: clock.now)
            )
        }
    }
}

/// An instant, and what the calendar said at it.
private struct Moment {
    var instant: ContinuousClock.Instant
    var unixNanoseconds: UInt64
}

/// Why the extension cannot listen.
private struct BindError: Error, CustomStringConvertible {
    var endpoint: String
    var cause: any Error

    var description: String { "failed to bind to address \(endpoint): \(cause)" }
}
