internal import CollectorAPI

/// Makes an HTTP client's connections: directly or through proxies, encrypted or not.
struct HTTPDialer: Sendable {
    let security: TLSClientSecurity
    /// The failure is that of the settings' proxy.
    let proxies: Result<ProxyRules, ProxyError>
    private let proxyDialer: ProxyDialer

    /// A dialer that does as `settings` say, and as the environment says of proxies where they name none.
    init(_ settings: HTTPClientSettings, _ security: TLSClientSecurity, logger: Logger?) {
        self.security = security
        proxyDialer = ProxyDialer(settings.tls, logger: logger)
        do throws(ProxyError) {
            guard !settings.proxyURL.isEmpty else {
                proxies = .success(ProxyRules.environment())
                return
            }
            proxies = .success(ProxyRules(through: try Proxy(parsing: settings.proxyURL.value)))
        } catch {
            proxies = .failure(error)
        }
    }

    /// The proxy of requests to `url`.
    func proxy(to url: HTTPURL) throws(HTTPClientError) -> Proxy? {
        try proxy(to: HTTPOrigin(url))
    }

    private func proxy(to origin: HTTPOrigin) throws(HTTPClientError) -> Proxy? {
        do throws(ProxyError) {
            return try proxies.get().proxy(to: origin.host, port: origin.port, isTLS: origin.isTLS)
        } catch {
            throw HTTPClientError(.invalidRequest, error.description)
        }
    }

    /// A connection that carries requests to `origin`.
    func connect(
        to origin: HTTPOrigin,
        on loop: EventLoop,
        within time: Duration
    ) async throws(HTTPClientError) -> TCPConnection {
        let proxy = try proxy(to: origin)
        do throws(NetError) {
            guard let proxy else {
                let tcp = try await Dialer.connect(origin.host, port: origin.port, on: loop, timeout: time)
                if origin.isTLS { try await security.secure(tcp, to: origin.host, within: time) }
                return tcp
            }
            guard origin.isTLS || !proxy.takesRequests else {
                return try await proxyDialer.connect(to: proxy, on: loop, within: time)
            }
            let tcp = try await proxyDialer.connect(
                to: origin.host,
                port: origin.port,
                through: proxy,
                on: loop,
                within: time
            )
            if origin.isTLS { try await security.secure(tcp, to: origin.host, within: time) }
            return tcp
        } catch {
            throw HTTPClientError(.unreachable, error.description)
        }
    }
}
