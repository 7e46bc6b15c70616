internal import CollectorAPI

/// A client's way to its server on one loop: its connections, and the calls that wait for one.
final class GRPCChannel: @unchecked Sendable {
    // Sendable because it is used on its loop only.

    /// What a channel is told.
    struct Options: Sendable {
        var target: GRPCEndpoint.Target
        /// How connections are encrypted; nil for not at all.
        var security: TLSClientSecurity?
        /// What the server must prove to be called.
        var serverName = ""
        /// Whether calls are spread over the target's addresses, else the first that answers takes all.
        var spreads = true
        /// Where spreading begins, so that the loops do not all begin at one place.
        var firstAddress = 0
        /// Finds the addresses of the target's name.
        var resolve: @Sendable (_ host: String, _ port: Int, EventLoop) async throws(NetError) -> [SocketAddress] = {
            host,
            port,
            loop throws(NetError) in
            try await Resolver.resolve(host, port: port, on: loop)
        }
        /// Which targets are reached through a proxy; nil for none.
        var proxies: ProxyRules?
        /// How proxies are reached.
        var proxyDialer: ProxyDialer
        /// When a silent server is pinged; nil for never.
        var keepalive: HTTP2ClientKeepalive.Options?
        /// How long a connection may take until the server's first frame.
        var connectTimeout = Duration.seconds(20)
        /// The pauses between attempts to connect.
        var backoff = Backoff(initial: .seconds(1), maximum: .seconds(20), multiplier: 1.6)
        /// The most calls that wait for a connection or for room on it.
        var maxWaiting = 10_000
    }

    /// The most times that a call is begun anew because no server had seen it.
    private static let maxRestarts = 3

    let loop: EventLoop
    let options: Options

    /// When a silent server is pinged, on connections made from now on.
    private(set) var keepalive: HTTP2ClientKeepalive.Options?

    private(set) lazy var balancer = GRPCBalancer(self)
    private let logger: Logger
    private var isClosed = false
    private var waiting: [GRPCCall] = []
    private var firstWaiting = 0
    private var connections: [HTTP2ClientConnection] = []
    private var retryTimer: LoopTimer?
    private var deadlineTimer: LoopTimer?
    private var armed: ContinuousClock.Instant?
    private var closers: [UnsafeContinuation<Void, Never>] = []

    init(_ loop: EventLoop, _ options: Options, _ logger: Logger) {
        self.loop = loop
        self.options = options
        self.logger = logger
        keepalive = options.keepalive
    }

    // MARK: Calls

    /// Begins `call` now, or when there is a connection with room for it.
    func start(_ call: GRPCCall) {
        loop.assertOnLoop()
        guard !call.isDone else { return }
        guard !isClosed else { return call.finish(.failure(.closing)) }
        if let deadline = call.deadline { watch(deadline) }
        if !hasWaiting, let connection = balancer.pick(), connection.begin(call) {
            if balancer.needsCare { balancer.prepare() }
            return
        }
        if !call.waitsForReady, let failure = balancer.failure(ContinuousClock.now) {
            return call.finish(.failure(failure))
        }
        enqueue(call)
        balancer.prepare()
        continueWaiting()
        retryLater()
    }

    /// Ends `call` because its caller gave up.
    func cancel(_ call: GRPCCall) {
        loop.assertOnLoop()
        let status = GRPCStatus(.cancelled, "context canceled")
        call.finish(.failure(status))
        call.seat.connection?.cancel(call)
    }

    /// Takes back a call whose stream ended without an answer: begins it anew if no server has seen it.
    func lost(_ call: GRPCCall, _ status: GRPCStatus) {
        guard !call.isSent, call.restarts < Self.maxRestarts else { return call.finish(.failure(status)) }
        call.restarts += 1
        call.body.rewind()
        // Not inside nghttp2's callback.
        loop.execute { self.start(call) }
    }

    /// Whether calls wait for a connection.
    var hasWaiting: Bool { firstWaiting < waiting.count }

    /// Begins waiting calls while there is room.
    func continueWaiting() {
        while hasWaiting {
            let call = waiting[firstWaiting]
            guard !call.isDone else {
                dropFirstWaiting()
                continue
            }
            guard let connection = balancer.pick() else { return }
            guard connection.begin(call) else { continue }
            dropFirstWaiting()
        }
    }

    private func enqueue(_ call: GRPCCall) {
        guard waiting.count - firstWaiting < options.maxWaiting else {
            return call.finish(.failure(GRPCStatus(.unavailable, "too many calls wait for the server")))
        }
        waiting.append(call)
    }

    private func dropFirstWaiting() {
        firstWaiting += 1
        guard firstWaiting == waiting.count || firstWaiting >= 1024 else { return }
        waiting.removeFirst(firstWaiting)
        firstWaiting = 0
    }

    // MARK: Connections

    func add(_ connection: HTTP2ClientConnection) {
        connections.append(connection)
    }

    func remove(_ connection: HTTP2ClientConnection) {
        connections.removeAll { $0 === connection }
        guard connections.isEmpty else { return }
        for closer in closers { closer.resume() }
        closers = []
    }

    /// Nothing of the server can be reached: ends the calls that do not wait for that to change.
    func failed(_ status: GRPCStatus) {
        logger.debug("Could not connect", [LogField("error", .string(status.message))])
        let refused = waiting[firstWaiting...].filter { !$0.waitsForReady }
        waiting = waiting[firstWaiting...].filter { $0.waitsForReady && !$0.isDone }
        firstWaiting = 0
        for call in refused { call.finish(.failure(status)) }
        retryLater()
    }

    /// Sees to it that calls which wait for a server that cannot be reached are not forgotten.
    private func retryLater() {
        guard hasWaiting, !isClosed, balancer.isDown, let moment = balancer.nextAttempt else { return }
        let timer = retryTimer ?? LoopTimer(loop) { [weak self] in self?.retry() }
        retryTimer = timer
        timer.start(after: max(.zero, ContinuousClock.now.duration(to: moment)))
    }

    private func retry() {
        guard hasWaiting, !isClosed else { return }
        balancer.prepare()
        retryLater()
    }

    /// Doubles the time after which a silent server is pinged, since it finds that too short.
    func pingLessOften() {
        guard let time = keepalive?.time else { return }
        keepalive?.time = time * 2
        logger.warn(
            "The server refuses keepalive pings as too many; the next connections are pinged less often",
            [LogField("time", .string((time * 2).goText))]
        )
    }

    // MARK: Deadlines

    private func watch(_ deadline: ContinuousClock.Instant) {
        if let armed, armed <= deadline { return }
        armed = deadline
        let timer = deadlineTimer ?? LoopTimer(loop) { [weak self] in self?.expire() }
        deadlineTimer = timer
        timer.start(after: ContinuousClock.now.duration(to: deadline))
    }

    private func expire() {
        armed = nil
        let now = ContinuousClock.now
        var earliest: ContinuousClock.Instant?
        for call in waiting[firstWaiting...] where !call.isDone {
            guard let deadline = call.deadline else { continue }
            if deadline <= now {
                call.finish(.failure(.deadlineExceeded))
            } else {
                earliest = min(earliest ?? deadline, deadline)
            }
        }
        continueWaiting()
        for connection in connections {
            guard let next = connection.expire(now) else { continue }
            earliest = min(earliest ?? next, next)
        }
        if let earliest { watch(earliest) }
    }

    // MARK: The end

    /// Ends every call and connection; returns when nothing is left of them.
    func shutdown() async {
        await loop.run {
            self.close()
            await withUnsafeContinuation { continuation in
                guard !self.connections.isEmpty else { return continuation.resume() }
                self.closers.append(continuation)
            }
        }
    }

    private func close() {
        isClosed = true
        balancer.close()
        retryTimer?.close()
        deadlineTimer?.close()
        retryTimer = nil
        deadlineTimer = nil
        let calls = waiting[firstWaiting...]
        waiting = []
        firstWaiting = 0
        for call in calls { call.finish(.failure(.closing)) }
        for connection in connections { connection.shutdown() }
    }
}
