internal import CollectorAPI

/// Where one connection of a gRPC client leads.
enum GRPCDialTarget: Sendable, Hashable {
    case address(SocketAddress)
    /// To a host, which the proxy looks up.
    case proxied(Proxy, host: String, port: Int)
}

/// The way to one of a server's places, or to the first of several that answers: its connection, and what became of the
/// last attempt. Used on its loop only.
final class GRPCSubchannel: HTTP2ClientOwner, @unchecked Sendable {
    // Sendable because it is used on its loop only.

    enum State {
        case idle
        case connecting
        case ready(HTTP2ClientConnection)
        case failed(GRPCStatus, until: ContinuousClock.Instant)
        /// Not to be connected any more.
        case retired
    }

    /// Where to connect to, the first that answers.
    var targets: [GRPCDialTarget]

    private(set) var state = State.idle
    private let channel: GRPCChannel
    private var backoff: Backoff
    private var dialing: Task<Void, Never>?
    private var connecting: HTTP2ClientConnection?
    private var timer: LoopTimer?

    init(_ targets: [GRPCDialTarget], _ channel: GRPCChannel) {
        self.targets = targets
        self.channel = channel
        backoff = channel.options.backoff
    }

    /// Connects, unless that is done or under way, or was tried too short a time before `now`.
    func connect(ifDue now: ContinuousClock.Instant) {
        switch state {
        case .idle: break
        case .failed(_, let until) where until <= now: break
        case .connecting, .ready, .failed, .retired: return
        }
        state = .connecting
        dialing = Task(executorPreference: channel.loop) { await self.dial() }
    }

    /// Takes no further calls; those on the way go on.
    func retire() {
        if case .ready(let connection) = state {
            connection.drain()
            channel.balancer.forget(connection)
        }
        stop()
    }

    /// Ends what connects.
    func stop() {
        state = .retired
        dialing?.cancel()
        dialing = nil
        timer?.close()
        timer = nil
        connecting?.shutdown()
        connecting = nil
    }

    private func dial() async {
        do throws(NetError) {
            let tcp = try await open()
            guard case .connecting = state else { return tcp.close() }
            let connection = HTTP2ClientConnection(tcp, self, channel.keepalive)
            connecting = connection
            channel.add(connection)
            let timer = timer ?? LoopTimer(channel.loop) { [weak self] in self?.timedOut() }
            self.timer = timer
            timer.start(after: channel.options.connectTimeout)
            connection.start()
        } catch {
            failed(GRPCStatus(.unavailable, "connection error: \(error)"))
        }
    }

    private func open() async throws(NetError) -> TCPConnection {
        let options = channel.options
        var failure = NetError(.unresolved, "there is no address")
        for target in targets {
            do throws(NetError) {
                let tcp: TCPConnection
                switch target {
                case .address(let address):
                    tcp = try await Dialer.connect(to: address, on: channel.loop, timeout: options.connectTimeout)
                case .proxied(let proxy, let host, let port):
                    tcp = try await options.proxyDialer.connect(
                        to: host,
                        port: port,
                        through: proxy,
                        on: channel.loop,
                        within: options.connectTimeout
                    )
                }
                try await options.security?.secure(tcp, to: options.serverName, within: options.connectTimeout)
                return tcp
            } catch {
                guard error.kind != .cancelled else { throw error }
                failure = error
            }
        }
        throw failure
    }

    private func timedOut() {
        guard case .connecting = state, let connecting else { return }
        self.connecting = nil
        connecting.shutdown()
        failed(GRPCStatus(.unavailable, "connection error: the server sent no HTTP/2 settings in time"))
    }

    private func failed(_ status: GRPCStatus) {
        guard case .connecting = state else { return }
        timer?.stop()
        connecting = nil
        state = .failed(status, until: ContinuousClock.now.advanced(by: backoff.next()))
        channel.balancer.failed(status)
    }

    // MARK: From the connection

    func ready(_ connection: HTTP2ClientConnection) {
        guard case .connecting = state else { return connection.drain() }
        timer?.stop()
        connecting = nil
        backoff = channel.options.backoff
        state = .ready(connection)
        channel.balancer.ready(connection)
    }

    func draining(_ connection: HTTP2ClientConnection) {
        guard case .ready(let current) = state, current === connection else { return }
        state = .idle
        channel.balancer.unready(connection)
    }

    func closed(_ connection: HTTP2ClientConnection, _ exchanges: [any HTTP2Exchange], _ reason: String) {
        let failure = HTTP2StreamFailure.disconnected(reason)
        channel.remove(connection)
        for exchange in exchanges where !exchange.isDone { lost(exchange, failure) }
        switch state {
        case .ready(let current) where current === connection:
            state = .idle
            channel.balancer.unready(connection)
        case .connecting where connecting === connection:
            failed(GRPCStatus(.unavailable, "connection error: \(GRPCStatus(failure).message)"))
        default: break
        }
    }

    func lost(_ exchange: any HTTP2Exchange, _ reason: HTTP2StreamFailure) {
        guard let call = exchange as? GRPCCall else { return }
        channel.lost(call, GRPCStatus(reason))
    }

    func hasRoom(_ connection: HTTP2ClientConnection) { channel.continueWaiting() }

    func pingedTooOften() { channel.pingLessOften() }
}
