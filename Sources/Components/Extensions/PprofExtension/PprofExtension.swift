internal import CollectorAPI
internal import CollectorConfig
internal import CollectorNet

/// Serves what can be said of the running process at the paths of Go's profiler.
final class PprofExtension: Extension {
    /// Which extension of the process serves, because there is one process to serve.
    private static let running = Lock<ObjectIdentifier?>(nil)

    private let config: PprofExtensionConfig
    private let logger: Logger
    private let server = Lock<HTTPServer?>(nil)
    private let bound = Lock<SocketAddress?>(nil)

    init(_ config: PprofExtensionConfig, _ context: ComponentContext) {
        self.config = config
        logger = context.logger
    }

    /// Where it listens, once started.
    var address: SocketAddress? { bound.withLock { $0 } }

    func start(_ host: any Host) async throws {
        let isAlone = Self.running.withLock { running in
            guard running == nil else { return false }
            running = ObjectIdentifier(self)
            return true
        }
        guard isAlone else { throw SecondInstance() }
        if config.blockProfileFraction != 0 || config.mutexProfileFraction != 0 {
            logger.info("block_profile_fraction and mutex_profile_fraction have no effect: Swift has no such profiles")
        }
        try await host.offLoop { [config] in try config.checkProfileFile() }
        let server = HTTPServer(HTTPServerSettings(endpoint: config.endpoint), logger: logger) { request in
            guard request.path != ProfilePages.heapPath, request.path != ProfilePages.threadsPath else {
                // They read files and walk the heap's lists.
                let page = try? await host.offLoop { ProfilePages.answer(request) }
                return page ?? HTTPResponse(status: 503, text: "the collector stops\n")
            }
            return ProfilePages.answer(request)
        }
        self.server.withLock { $0 = server }
        let address = try await server.start(host)
        bound.withLock { $0 = address }
        logger.info("Starting net/http/pprof server", [LogField("endpoint", .string("\(address)"))])
    }

    func shutdown() async throws {
        let server = server.withLock { server in
            defer { server = nil }
            return server
        }
        await server?.shutdown(grace: .zero)
        Self.running.withLock { if $0 == ObjectIdentifier(self) { $0 = nil } }
    }
}

/// There is one process, and so one extension.
private struct SecondInstance: Error, CustomStringConvertible {
    var description: String { "only a single pprof extension instance can be running per process" }
}
