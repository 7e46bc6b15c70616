internal import CollectorAPI
internal import CollectorNet

/// Serves the collector's metrics on itself at `/metrics`.
final class MetricsServer: Sendable {
    private let server: HTTPServer
    private let address = Lock<SocketAddress?>(nil)

    init(
        _ settings: PrometheusSettings,
        level: MetricsLevel,
        _ metrics: MetricRegistry,
        _ resource: Resource,
        _ logger: Logger
    ) {
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let serverSettings = HTTPServerSettings(endpoint: "\(host):\(settings.port)")
        server = HTTPServer(serverSettings, logger: logger) { request in
            guard request.path == "/metrics" else { return HTTPResponse(status: 404, text: "404 page not found\n") }
            guard request.method == "GET" || request.method == "HEAD" else {
                return HTTPResponse(status: 405, text: "405 method not allowed, supported: [GET, HEAD]\n")
            }
            let shown = metrics.snapshot().filter { level.shows($0.name) }
            let page = PrometheusPage.render(shown, resource, typeSuffix: !settings.withoutTypeSuffix)
            return HTTPResponse(status: 200, text: page, contentType: "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    /// Where it listens, once started.
    var boundAddress: SocketAddress? { address.withLock { $0 } }

    /// Serves from now on, and returns where.
    func start() async throws -> SocketAddress {
        let bound = try await server.start()
        address.withLock { $0 = bound }
        return bound
    }

    func shutdown() async {
        await server.shutdown(grace: .seconds(1))
    }
}

extension MetricsLevel {
    /// Whether metrics of `name` are told at this level.
    fileprivate func shows(_ name: String) -> Bool {
        if name == "processor_batch_batch_send_size_bytes" { return self >= .detailed }
        return self >= .normal || !name.hasPrefix("processor_batch_")
    }
}
