internal import CollectorAPI

/// A client's way to its server on one loop: the current connection, those that end, and the calls that wait.
final class GRPCChannel: @unchecked Sendable {
    // Sendable because it is used on its loop only.

    /// What a channel is told.
    struct Options: Sendable {
        var target: GRPCEndpoint.Target
        /// How connections are encrypted; nil for not at all.
        var security: TLSClientSecurity?
        /// What the server must prove to be called.
        var serverName = ""
        /// Which of the target's addresses is tried first.
        var firstAddress = 0
        /// How long a connection may take until the server's first frame.
        var connectTimeout = Duration.seconds(20)
        /// The pauses between attempts to connect.
        var backoff = Backoff(initial: .seconds(1), maximum: .seconds(20), multiplier: 1.6)
        /// The most calls that wait for a connection or for room on it.
        var maxWaiting = 10_000
    }

    private enum State {
        case idle
        case connecting
        case ready(GRPCClientConnection)
        case failed(GRPCStatus, until: ContinuousClock.Instant)
        case closed
    }

    /// The most times that a call is begun anew because no server had seen it.
    private static let maxRestarts = 3

    private static let closing = GRPCStatus(.cancelled, "grpc: the client connection is closing")

    let loop: EventLoop
    private let options: Options
    private let logger: Logger
    private var state = State.idle
    private var waiting: [GRPCCall] = []
    private var firstWaiting = 0
    private var connections: [GRPCClientConnection] = []
    private var backoff: Backoff
    private var dialing: Task<Void, Never>?
    private var connectTimer: LoopTimer?
    private var retryTimer: LoopTimer?
    private var deadlineTimer: LoopTimer?
    private var armed: ContinuousClock.Instant?
    private var closers: [UnsafeContinuation<Void, Never>] = []

    init(_ loop: EventLoop, _ options: Options, _ logger: Logger) {
        self.loop = loop
        self.options = options
        self.logger = logger
        backoff = options.backoff
    }

    // MARK: Calls

    /// Begins `call` now, or when there is a connection with room for it.
    func start(_ call: GRPCCall) {
        loop.assertOnLoop()
        guard !call.isDone else { return }
        if case .closed = state { return call.finish(.failure(Self.closing)) }
        if let deadline = call.deadline { watch(deadline) }
        switch state {
        case .closed: break
        case .ready(let connection):
            if firstWaiting == waiting.count, connection.hasRoom, connection.begin(call) { return }
            enqueue(call)
            continueWaiting()
        case .connecting: enqueue(call)
        case .idle:
            enqueue(call)
            connect()
        case .failed(let status, let until):
            guard ContinuousClock.now < until else {
                enqueue(call)
                return connect()
            }
            guard call.waitsForReady else { return call.finish(.failure(status)) }
            enqueue(call)
            retry(at: until)
        }
    }

    /// Ends `call` because its caller gave up.
    func cancel(_ call: GRPCCall) {
        loop.assertOnLoop()
        let status = GRPCStatus(.cancelled, "context canceled")
        guard let connection = call.connection, !call.isDone else { return call.finish(.failure(status)) }
        connection.abort(call, status)
    }

    /// Takes back a call whose stream ended without an answer: begins it anew if no server has seen it.
    func lost(_ call: GRPCCall, _ status: GRPCStatus) {
        guard !call.isSent, call.restarts < Self.maxRestarts else { return call.finish(.failure(status)) }
        call.restarts += 1
        call.body.rewind()
        // Not inside nghttp2's callback.
        loop.execute { self.start(call) }
    }

    /// Begins waiting calls while there is room.
    func continueWaiting() {
        while firstWaiting < waiting.count {
            let call = waiting[firstWaiting]
            guard !call.isDone else {
                dropFirstWaiting()
                continue
            }
            guard case .ready(let connection) = state, connection.hasRoom else { return }
            guard connection.begin(call) else { return draining(connection) }
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

    private func connect() {
        state = .connecting
        dialing = Task(executorPreference: loop) { await self.dial() }
    }

    private func dial() async {
        do throws(NetError) {
            let tcp = try await open()
            guard case .connecting = state else { return tcp.close() }
            let connection = GRPCClientConnection(tcp, self)
            connections.append(connection)
            let timer = connectTimer ?? LoopTimer(loop) { [weak self] in self?.connectTimedOut() }
            connectTimer = timer
            timer.start(after: options.connectTimeout)
            connection.start()
        } catch {
            failed(GRPCStatus(.unavailable, "connection error: \(error)"))
        }
    }

    private func open() async throws(NetError) -> TCPConnection {
        switch options.target {
        case .unix(let path):
            return try await connection(to: SocketAddress(unixPath: path))
        case .host(let host, let port):
            let addresses = try await Resolver.resolve(host, port: port, on: loop)
            let first = options.firstAddress % max(addresses.count, 1)
            var failure = NetError(.unresolved, "resolve \(host): it has no address")
            for address in addresses[first...] + addresses[..<first] {
                do throws(NetError) {
                    return try await connection(to: address)
                } catch {
                    guard error.kind != .cancelled else { throw error }
                    failure = error
                }
            }
            throw failure
        }
    }

    private func connection(to address: SocketAddress) async throws(NetError) -> TCPConnection {
        let tcp = try await Dialer.connect(to: address, on: loop, timeout: options.connectTimeout)
        try await options.security?.secure(tcp, to: options.serverName, within: options.connectTimeout)
        return tcp
    }

    private func connectTimedOut() {
        guard case .connecting = state, let connection = connections.last, !connection.isReady else { return }
        connection.shutdown(Self.closing)
        failed(GRPCStatus(.unavailable, "connection error: the server sent no HTTP/2 settings in time"))
    }

    /// The server's settings came: calls may begin.
    func ready(_ connection: GRPCClientConnection) {
        guard case .connecting = state else { return connection.drain() }
        connectTimer?.stop()
        backoff = options.backoff
        state = .ready(connection)
        continueWaiting()
    }

    /// `connection` takes no further calls.
    func draining(_ connection: GRPCClientConnection) {
        guard case .ready(let current) = state, current === connection else { return }
        state = .idle
        guard firstWaiting < waiting.count else { return }
        connect()
    }

    /// `connection` is gone, and `calls` with it.
    func closed(_ connection: GRPCClientConnection, _ calls: [GRPCCall], _ status: GRPCStatus) {
        connections.removeAll { $0 === connection }
        if connections.isEmpty {
            for closer in closers { closer.resume() }
            closers = []
        }
        for call in calls where !call.isDone { lost(call, status) }
        switch state {
        case .ready(let current) where current === connection:
            state = .idle
            if firstWaiting < waiting.count { connect() }
        case .connecting where !connection.isReady:
            failed(GRPCStatus(.unavailable, "connection error: \(status.message)"))
        default: break
        }
    }

    private func failed(_ status: GRPCStatus) {
        guard case .connecting = state else { return }
        connectTimer?.stop()
        let until = ContinuousClock.now.advanced(by: backoff.next())
        state = .failed(status, until: until)
        logger.debug("Could not connect", [LogField("error", .string(status.message))])
        let refused = waiting[firstWaiting...].filter { !$0.waitsForReady }
        waiting = waiting[firstWaiting...].filter { $0.waitsForReady && !$0.isDone }
        firstWaiting = 0
        for call in refused { call.finish(.failure(status)) }
        if !waiting.isEmpty { retry(at: until) }
    }

    /// Connects again at `moment`, for calls that wait for it.
    private func retry(at moment: ContinuousClock.Instant) {
        let timer = retryTimer ?? LoopTimer(loop) { [weak self] in self?.connectAgain() }
        retryTimer = timer
        timer.start(after: ContinuousClock.now.duration(to: moment))
    }

    private func connectAgain() {
        guard case .failed = state, firstWaiting < waiting.count else { return }
        connect()
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
        state = .closed
        dialing?.cancel()
        dialing = nil
        for timer in [connectTimer, retryTimer, deadlineTimer] { timer?.close() }
        connectTimer = nil
        retryTimer = nil
        deadlineTimer = nil
        let calls = waiting[firstWaiting...]
        waiting = []
        firstWaiting = 0
        for call in calls { call.finish(.failure(Self.closing)) }
        for connection in connections { connection.shutdown(Self.closing) }
    }
}
