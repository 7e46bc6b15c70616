internal import CollectorAPI

/// Spreads the calls of one channel over its server's addresses, or keeps to the first that answers. Used on its loop
/// only.
final class GRPCBalancer {
    /// The most addresses that calls are spread over.
    private static let maxAddresses = 256

    /// How long a name's addresses are believed while one of them serves, as gRPC's Go library has it.
    private static let resolutionInterval = Duration.seconds(30)

    private unowned let channel: GRPCChannel
    private var subchannels: [GRPCSubchannel] = []
    private var ready: [HTTP2ClientConnection] = []
    private var turn = 0
    private var resolving: Task<Void, Never>?
    private var resolvedAt: ContinuousClock.Instant?
    private var needsResolution = true
    private var unresolved: (status: GRPCStatus, until: ContinuousClock.Instant)?
    private var backoff: Backoff
    private var isClosed = false

    init(_ channel: GRPCChannel) {
        self.channel = channel
        backoff = channel.options.backoff
        turn = channel.options.firstAddress
    }

    // MARK: Calls

    /// The connection for the next call; nil when none has room.
    func pick() -> HTTP2ClientConnection? {
        guard ready.count != 1 else { return ready[0].hasRoom ? ready[0] : nil }
        for _ in ready.indices {
            turn = (turn &+ 1) % ready.count
            if ready[turn].hasRoom { return ready[turn] }
        }
        return nil
    }

    /// Whether something is to be connected or looked up.
    var needsCare: Bool { needsResolution || ready.count < subchannels.count }

    /// Why no call can begin at `now`, nor soon; nil where one can, or something is tried.
    func failure(_ now: ContinuousClock.Instant) -> GRPCStatus? {
        guard ready.isEmpty, resolving == nil else { return nil }
        guard !subchannels.isEmpty else { return unresolved.flatMap { $0.until > now ? $0.status : nil } }
        var last: GRPCStatus?
        for subchannel in subchannels {
            guard case .failed(let status, let until) = subchannel.state, until > now else { return nil }
            last = status
        }
        return last
    }

    /// Whether all has failed, and nothing is tried: it may be time to, or not yet.
    var isDown: Bool {
        guard ready.isEmpty, resolving == nil else { return false }
        return subchannels.allSatisfy { subchannel in
            if case .failed = subchannel.state { return true }
            return false
        }
    }

    /// When something is next tried, where all has failed.
    var nextAttempt: ContinuousClock.Instant? {
        let attempts = subchannels.compactMap { subchannel -> ContinuousClock.Instant? in
            guard case .failed(_, let until) = subchannel.state else { return nil }
            return until
        }
        return attempts.min() ?? unresolved?.until
    }

    /// Looks up and connects what is due.
    func prepare() {
        guard !isClosed else { return }
        let now = ContinuousClock.now
        if needsResolution, resolving == nil, isResolutionDue(now) { resolve() }
        // Where nothing serves, the addresses come first: they may have changed.
        guard resolving == nil || !ready.isEmpty else { return }
        for subchannel in subchannels { subchannel.connect(ifDue: now) }
    }

    private func isResolutionDue(_ now: ContinuousClock.Instant) -> Bool {
        guard ready.isEmpty else {
            return resolvedAt.map { $0.duration(to: now) >= Self.resolutionInterval } ?? true
        }
        return failure(now) == nil
    }

    // MARK: Addresses

    private func resolve() {
        switch channel.options.target {
        case .unix(let path): return update([.address(SocketAddress(unixPath: path))])
        case .host(let host, let port):
            do throws(ProxyError) {
                if let proxy = try channel.options.proxies?.proxy(to: host, port: port, isTLS: true) {
                    return update([.proxied(proxy, host: host, port: port)])
                }
            } catch {
                let endpoint = Endpoint(host: host, port: port)
                return resolved(.failure(NetError(.invalidAddress, "connect to \(endpoint): \(error)")))
            }
            // As long as this object, which is the channel's: ``close()`` cancels it.
            let channel = channel
            resolving = Task(executorPreference: channel.loop) {
                do throws(NetError) {
                    let addresses = try await channel.options.resolve(host, port, channel.loop)
                    channel.balancer.resolved(.success(addresses))
                } catch {
                    channel.balancer.resolved(.failure(error))
                }
            }
        }
    }

    private func resolved(_ result: Result<[SocketAddress], NetError>) {
        resolving = nil
        guard !isClosed else { return }
        switch result {
        case .success(let addresses):
            backoff = channel.options.backoff
            update(addresses.map { .address($0) })
        case .failure(let error):
            let status = GRPCStatus(.unavailable, "connection error: \(error)")
            let now = ContinuousClock.now
            resolvedAt = now
            unresolved = (status, now.advanced(by: backoff.next()))
            guard !subchannels.isEmpty else { return channel.failed(status) }
            // The addresses that were found before are better than none.
            for subchannel in subchannels { subchannel.connect(ifDue: now) }
        }
    }

    private func update(_ targets: [GRPCDialTarget]) {
        let now = ContinuousClock.now
        resolvedAt = now
        needsResolution = false
        unresolved = nil
        if channel.options.spreads {
            let wanted = targets.prefix(Self.maxAddresses)
            let before = subchannels
            subchannels = wanted.map { target in
                before.first { $0.targets == [target] } ?? GRPCSubchannel([target], channel)
            }
            for old in before where !subchannels.contains(where: { $0 === old }) { old.retire() }
        } else if let first = subchannels.first {
            first.targets = targets
        } else {
            subchannels = [GRPCSubchannel(targets, channel)]
        }
        for subchannel in subchannels { subchannel.connect(ifDue: now) }
    }

    // MARK: From subchannels

    func ready(_ connection: HTTP2ClientConnection) {
        ready.append(connection)
        channel.continueWaiting()
    }

    /// `connection` leads to where the name no longer does.
    func forget(_ connection: HTTP2ClientConnection) {
        ready.removeAll { $0 === connection }
    }

    /// `connection` takes no further calls.
    func unready(_ connection: HTTP2ClientConnection) {
        forget(connection)
        needsResolution = true
        if channel.hasWaiting { prepare() }
    }

    func failed(_ status: GRPCStatus) {
        needsResolution = true
        if isDown { channel.failed(status) }
    }

    /// Ends what is tried, and forgets everything.
    func close() {
        isClosed = true
        resolving?.cancel()
        resolving = nil
        for subchannel in subchannels { subchannel.stop() }
        subchannels = []
        ready = []
    }
}
