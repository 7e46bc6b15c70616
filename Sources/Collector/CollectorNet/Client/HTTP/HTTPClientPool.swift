internal import CollectorAPI

/// A client's connections: those in use, those at rest, those that several calls share, and the calls that wait for one.
///
/// Its tables are behind a lock, because the bounds hold over all loops; each connection stays on the loop on which it
/// was made.
final class HTTPClientPool: Sendable {
    /// How many connections there may be, and how long they rest; nil for no bound.
    struct Limits: Sendable {
        var idle: Int?
        var idlePerHost: Int?
        var perHost: Int?
        var idleTime: Duration?
        var keepsAlive = true
        /// How long making a connection may take for each address.
        var connectTime = Duration.seconds(30)
        /// The most calls that wait for a connection.
        var waiting = 10_000
    }

    /// A connection that carries several calls at once.
    private struct Shared {
        let connection: HTTP2CallConnection
        /// The most calls at once; until the server has said, what is usual.
        var capacity = 100
        var calls = 0

        var hasRoom: Bool { calls < capacity }
    }

    private struct Host {
        /// The connections, and those being made.
        var open = 0
        var idle: [HTTPClientConnection] = []
        var shared: [Shared] = []
        var waiting: [HTTPClientCall] = []

        /// Takes a place on a shared connection, one of `loop` if there is.
        mutating func share(on loop: EventLoop) -> HTTP2CallConnection? {
            let index =
                shared.firstIndex { $0.hasRoom && $0.connection.loop === loop } ?? shared.firstIndex { $0.hasRoom }
            guard let index else { return nil }
            shared[index].calls += 1
            return shared[index].connection
        }

        /// The place of `connection` among the shared ones.
        func place(of connection: HTTP2CallConnection) -> Int? {
            shared.firstIndex { $0.connection === connection }
        }

        /// Takes out the next call that somebody still waits for.
        mutating func nextWaiting() -> HTTPClientCall? {
            guard let index = waiting.firstIndex(where: { !$0.isDone }) else {
                waiting = []
                return nil
            }
            defer { waiting.removeSubrange(...index) }
            return waiting[index]
        }
    }

    private struct State {
        var hosts: [HTTPOrigin: Host] = [:]
        var connections: [ObjectIdentifier: any HTTPClientCarrier] = [:]
        var dialing: [ObjectIdentifier: HTTPClientCall] = [:]
        var idle = 0
        var isClosed = false
        var closers: [UnsafeContinuation<Void, Never>] = []
    }

    private let limits: Limits
    private let dialer: HTTPDialer
    private let keepalive: HTTP2ClientKeepalive.Options?
    private let state = Lock(State())

    init(_ limits: Limits, _ dialer: HTTPDialer, _ keepalive: HTTP2ClientKeepalive.Options?) {
        self.limits = limits
        self.dialer = dialer
        self.keepalive = keepalive
    }

    // MARK: Calls

    private enum Place {
        case on(any HTTPClientCarrier)
        case new
        case queue
        case nowhere(HTTPClientError)
    }

    /// Finds a connection for `call`, makes one, or lets it wait; called on the call's home loop or a connection's.
    func place(_ call: HTTPClientCall) {
        guard !call.isDone else { return }
        let place = state.withLock { state -> Place in
            guard !state.isClosed else { return .nowhere(.closed) }
            // In place: a copy of the tables would be one for every request.
            let (place, wasIdle) = find(for: call, &state.hosts[call.origin, default: Host()])
            if wasIdle { state.idle -= 1 }
            if case .new = place { state.dialing[ObjectIdentifier(call)] = call }
            return place
        }
        switch place {
        case .on(let connection): begin(call, on: connection)
        case .new: dial(call)
        case .queue: break
        case .nowhere(let error): call.finish(.failure(error))
        }
    }

    private func begin(_ call: HTTPClientCall, on connection: any HTTPClientCarrier) {
        if connection.loop.isOnLoop { return connection.begin(call) }
        connection.loop.execute { connection.begin(call) }
    }

    private func find(for call: HTTPClientCall, _ host: inout Host) -> (Place, wasIdle: Bool) {
        if let connection = host.share(on: call.home) { return (.on(connection), false) }
        // The latest used has the best chance of being alive; one of the caller's loop saves a hop.
        if let index = host.idle.lastIndex(where: { $0.loop === call.home }) ?? host.idle.indices.last {
            return (.on(host.idle.remove(at: index)), true)
        }
        guard limits.perHost.map({ host.open >= $0 }) ?? false else {
            host.open += 1
            return (.new, false)
        }
        if host.waiting.count >= limits.waiting { host.waiting.removeAll { $0.isDone } }
        guard host.waiting.count < limits.waiting else {
            return (.nowhere(HTTPClientError(.unreachable, "too many requests wait for a connection")), false)
        }
        host.waiting.append(call)
        return (.queue, false)
    }

    /// Makes a connection for `call`, which has been counted.
    private func dial(_ call: HTTPClientCall) {
        call.isDialed(by: Task(executorPreference: call.home) { await self.connect(call) })
    }

    private func connect(_ call: HTTPClientCall) async {
        do throws(HTTPClientError) {
            let tcp = try await dialer.connect(to: call.origin, on: call.home, within: limits.connectTime)
            guard tcp.tls?.applicationProtocol != "h2" else { return share(tcp, with: call) }
            let connection = HTTPClientConnection(tcp, to: call.origin, self)
            guard add(connection, for: call) else { return connection.shutdown() }
            connection.begin(call)
        } catch {
            call.finish(.failure(error))
            let next = state.withLock { state in
                state.dialing[ObjectIdentifier(call)] = nil
                return nextDial(&state, call.origin)
            }
            if let next { redial(next) }
        }
    }

    /// Whether the connection may be used: not when the client was shut down meanwhile.
    private func add(_ connection: HTTPClientConnection, for call: HTTPClientCall) -> Bool {
        state.withLock { state in
            state.dialing[ObjectIdentifier(call)] = nil
            state.connections[ObjectIdentifier(connection)] = connection
            return !state.isClosed
        }
    }

    // MARK: Shared connections

    /// Sends `call` over `tcp`, which speaks HTTP/2, and the calls that wait; or over a connection that others made
    /// meanwhile.
    private func share(_ tcp: TCPConnection, with call: HTTPClientCall) {
        let connection = HTTP2CallConnection(tcp, to: call.origin, self, keepalive)
        let other = state.withLock { state -> HTTP2CallConnection? in
            state.dialing[ObjectIdentifier(call)] = nil
            state.connections[ObjectIdentifier(connection)] = connection
            guard !state.isClosed else { return nil }
            if let other = state.hosts[call.origin]?.share(on: call.home) { return other }
            state.hosts[call.origin]?.shared.append(Shared(connection: connection, calls: 1))
            return nil
        }
        connection.start()
        guard state.withLock({ !$0.isClosed }) else { return connection.shutdown() }
        guard let other else {
            connection.begin(call)
            return serveWaiting(connection)
        }
        connection.shutdown()
        begin(call, on: other)
    }

    /// Begins waiting calls on `connection`, as far as it has room; called on its loop.
    private func serveWaiting(_ connection: HTTP2CallConnection) {
        while let call = nextWaiting(for: connection) { connection.begin(call) }
    }

    private func nextWaiting(for connection: HTTP2CallConnection) -> HTTPClientCall? {
        state.withLock { state in
            guard !state.isClosed, var host = state.hosts[connection.origin], !host.waiting.isEmpty,
                let index = host.place(of: connection), host.shared[index].hasRoom, let call = host.nextWaiting()
            else { return nil }
            host.shared[index].calls += 1
            state.hosts[connection.origin] = host
            return call
        }
    }

    /// The server allows `capacity` calls at once on `connection`.
    func grant(_ connection: HTTP2CallConnection, _ capacity: Int) {
        state.withLock { state in
            guard let index = state.hosts[connection.origin]?.place(of: connection) else { return }
            state.hosts[connection.origin]?.shared[index].capacity = capacity
        }
        serveWaiting(connection)
    }

    /// A call on `connection` is over; called on its loop.
    func leave(_ connection: HTTP2CallConnection) {
        let isIdle = state.withLock { state in
            guard let index = state.hosts[connection.origin]?.place(of: connection) else { return false }
            state.hosts[connection.origin]?.shared[index].calls -= 1
            return state.hosts[connection.origin]?.shared[index].calls == 0
        }
        serveWaiting(connection)
        if isIdle { connection.rest(for: limits.idleTime) }
    }

    /// Gives `connection` no further calls.
    func retire(_ connection: HTTP2CallConnection) {
        state.withLock { state in
            state.hosts[connection.origin]?.shared.removeAll { $0.connection === connection }
        }
    }

    private func redial(_ call: HTTPClientCall) {
        call.home.execute { self.dial(call) }
    }

    // MARK: Connections

    private enum Use {
        case serve(HTTPClientCall)
        case rest
        case end
    }

    /// Gives `connection`, which can serve again, its next call, or lets it rest; called on its loop.
    func release(_ connection: HTTPClientConnection) {
        let use = state.withLock { state -> Use in
            guard !state.isClosed, limits.keepsAlive else { return .end }
            if let call = state.hosts[connection.origin]?.nextWaiting() { return .serve(call) }
            guard let idle = state.hosts[connection.origin]?.idle.count,
                limits.idle.map({ state.idle < $0 }) ?? true, limits.idlePerHost.map({ idle < $0 }) ?? true
            else { return .end }
            state.hosts[connection.origin]?.idle.append(connection)
            state.idle += 1
            return .rest
        }
        switch use {
        case .serve(let call): connection.begin(call)
        case .rest: connection.rest(for: limits.idleTime)
        case .end: connection.shutdown()
        }
    }

    /// Forgets `connection`, which is closed.
    func remove(_ connection: any HTTPClientCarrier) {
        let next = state.withLock { state in
            forget(connection, &state)
            return nextDial(&state, connection.origin)
        }
        if let next { redial(next) }
    }

    /// Makes a new connection for `call` instead of `connection`, which closed under it.
    func replace(_ connection: HTTPClientConnection, for call: HTTPClientCall) {
        let isClosed = state.withLock { state in
            forget(connection, &state)
            if !state.isClosed { state.dialing[ObjectIdentifier(call)] = call }
            return state.isClosed
        }
        guard !isClosed else { return call.finish(.failure(.closed)) }
        redial(call)
    }

    private func forget(_ connection: any HTTPClientCarrier, _ state: inout State) {
        state.connections[ObjectIdentifier(connection)] = nil
        if let index = state.hosts[connection.origin]?.idle.firstIndex(where: { $0 === connection }) {
            state.hosts[connection.origin]?.idle.remove(at: index)
            state.idle -= 1
        }
        guard state.connections.isEmpty else { return }
        for closer in state.closers { closer.resume() }
        state.closers = []
    }

    /// The waiting call that gets the room of a connection that is gone; without one, the room is given up.
    private func nextDial(_ state: inout State, _ origin: HTTPOrigin) -> HTTPClientCall? {
        if !state.isClosed, let next = state.hosts[origin]?.nextWaiting() {
            state.dialing[ObjectIdentifier(next)] = next
            return next
        }
        state.hosts[origin]?.open -= 1
        if state.hosts[origin]?.open == 0 { state.hosts[origin] = nil }
        return nil
    }

    // MARK: The end

    /// Ends every call and connection; returns when the connections are closed.
    func shutdown() async {
        let (calls, connections) = state.withLock { state -> ([HTTPClientCall], [any HTTPClientCarrier]) in
            state.isClosed = true
            let waiting = state.hosts.values.flatMap(\.waiting)
            for origin in state.hosts.keys { state.hosts[origin]?.waiting = [] }
            return (waiting + state.dialing.values, Array(state.connections.values))
        }
        for call in calls { call.abandon(.closed) }
        for connection in connections { connection.loop.execute { connection.shutdown() } }
        await withUnsafeContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.connections.isEmpty { state.closers.append(continuation) }
                return state.connections.isEmpty
            }
            if isOver { continuation.resume() }
        }
    }
}
