internal import CollectorAPI

/// Makes connections to proxies, and through them.
struct ProxyDialer: Sendable {
    /// How an `https` proxy is spoken to.
    private let security: TLSClientSecurity

    /// A dialer that trusts `https` proxies by the settings for the servers, each under its own name, as Go does.
    init(_ tls: ClientTLSSettings, logger: Logger?) {
        var tls = tls
        tls.serverNameOverride = ""
        security = TLSClientSecurity(tls, protocols: ["http/1.1"], logger: logger)
    }

    /// A connection to `proxy`, encrypted where its scheme says so; each step may take `time`.
    func connect(
        to proxy: Proxy,
        on loop: EventLoop,
        within time: Duration
    ) async throws(NetError) -> TCPConnection {
        do throws(NetError) {
            return try await reach(proxy, on: loop, within: time)
        } catch {
            throw NetError(error.kind, "reach the proxy \(proxy): \(error)")
        }
    }

    private func reach(_ proxy: Proxy, on loop: EventLoop, within time: Duration) async throws(NetError)
        -> TCPConnection
    {
        let tcp = try await Dialer.connect(proxy.host, port: proxy.port, on: loop, timeout: time)
        if proxy.scheme == .https { try await security.secure(tcp, to: proxy.host, within: time) }
        return tcp
    }

    /// A connection to `host` at `port` through `proxy`, which passes bytes on unopened; each step may take `time`.
    ///
    /// - Throws: of kind `refused`, when the proxy does not.
    func connect(
        to host: String,
        port: Int,
        through proxy: Proxy,
        on loop: EventLoop,
        within time: Duration
    ) async throws(NetError) -> TCPConnection {
        let target = Endpoint(host: host, port: port).description
        let operation = "connect to \(target) through the proxy \(proxy)"
        let tcp: TCPConnection
        let tunnel: ProxyTunnel
        do throws(NetError) {
            let handshake: any ProxyHandshake =
                proxy.scheme == .socks5
                ? try SOCKS5Handshake(to: host, port: port, proxy.credentials)
                : ConnectHandshake(to: target, proxy.credentials)
            tcp = try await reach(proxy, on: loop, within: time)
            tunnel = ProxyTunnel(tcp, handshake)
        } catch {
            throw NetError(error.kind, "\(operation): \(error)")
        }
        let failure: NetError? = await loop.run {
            await withTaskCancellationHandler {
                await withUnsafeContinuation { continuation in
                    guard tcp.isOpen, !Task.isCancelled else {
                        tcp.close()
                        return continuation.resume(returning: NetError(.cancelled, "cancelled"))
                    }
                    tunnel.open(within: time) { continuation.resume(returning: $0) }
                }
            } onCancel: {
                loop.execute { tcp.close() }
            }
        }
        guard let failure else { return tcp }
        throw Task.isCancelled
            ? NetError(.cancelled, "\(operation): cancelled") : NetError(failure.kind, "\(operation): \(failure)")
    }
}
