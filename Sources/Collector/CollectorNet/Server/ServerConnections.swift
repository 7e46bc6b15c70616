internal import CollectorAPI
internal import CollectorConfig

/// The open connections of one server.
final class ServerConnections: Sendable {
    private struct State {
        var open: [ObjectIdentifier: (loop: EventLoop, connection: any ServerConnection)] = [:]
        var waiters: [Waiter] = []
        var isDraining = false
    }

    private let state = Lock(State())

    /// The number of connections that are open or have requests under way.
    var count: Int { state.withLock { $0.open.count } }

    /// Counts `connection` until ``remove(_:)``; false when the server takes no more.
    func add(_ connection: any ServerConnection, on loop: EventLoop) -> Bool {
        state.withLock { state in
            guard !state.isDraining else { return false }
            state.open[ObjectIdentifier(connection)] = (loop, connection)
            return true
        }
    }

    /// Counts `new` in place of `old`, which it took over.
    func replace(_ old: any ServerConnection, with new: any ServerConnection, on loop: EventLoop) {
        let isDraining = state.withLock { state in
            state.open[ObjectIdentifier(old)] = nil
            state.open[ObjectIdentifier(new)] = (loop, new)
            return state.isDraining
        }
        if isDraining { loop.execute { new.drain() } }
    }

    /// Says that `connection` is closed, and its last request over.
    func remove(_ connection: any ServerConnection) {
        let waiters: [Waiter] = state.withLock { state in
            state.open[ObjectIdentifier(connection)] = nil
            guard state.open.isEmpty else { return [] }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.finish(true) }
    }

    /// How long cancelled requests may take to be answered.
    private static let cancellationTime = Duration.seconds(3)

    /// Ends every connection: those under way are answered within `grace`, what is left then is cancelled, and cut off
    /// where that does not end it. When the task is cancelled, the grace is over.
    func shutdown(grace: Duration, logger: Logger) async {
        state.withLock { $0.isDraining = true }
        forEach { $0.drain() }
        if await isEmptyUnlessCancelled(within: grace) { return }
        logger.warn(
            "Requests under way were cancelled",
            [LogField("connections", .int(count)), LogField("grace", .string(grace.goText))]
        )
        forEach { $0.cancelRequests() }
        if await isEmpty(within: Self.cancellationTime) { return }
        forEach { $0.abort() }
        if await isEmpty(within: Self.cancellationTime) { return }
        logger.error("Requests under way did not end when cancelled", [LogField("connections", .int(count))])
    }

    /// Takes memory back from slow clients.
    func relieve() {
        let open = state.withLock { Array($0.open.values) }
        for (loop, entries) in Dictionary(grouping: open, by: { ObjectIdentifier($0.loop) }).values.compactMap({
            group in
            group.first.map { ($0.loop, group.map(\.connection)) }
        }) {
            loop.execute { for connection in entries { connection.relieve() } }
        }
    }

    /// A connection that carries no request.
    struct Idle: Sendable {
        let connection: any ServerConnection
        let loop: EventLoop
        let since: UInt64
        let hasSpoken: Bool
    }

    /// The connections that carry no request now.
    func idle() async -> [Idle] {
        let open = state.withLock { Array($0.open.values) }
        var idle: [Idle] = []
        for entries in Dictionary(grouping: open, by: { ObjectIdentifier($0.loop) }).values {
            guard let loop = entries.first?.loop else { continue }
            idle += await loop.run {
                entries.compactMap { loop, connection in
                    connection.idleSince.map {
                        Idle(connection: connection, loop: loop, since: $0, hasSpoken: connection.hasSpoken)
                    }
                }
            }
        }
        return idle
    }

    private func forEach(_ body: @escaping @Sendable (any ServerConnection) -> Void) {
        let open = state.withLock { Array($0.open.values) }
        for (loop, connection) in open { loop.execute { body(connection) } }
    }

    private func isEmptyUnlessCancelled(within time: Duration) async -> Bool {
        let waiter = Waiter()
        return await withTaskCancellationHandler {
            await isEmpty(within: time, waiter)
        } onCancel: {
            waiter.finish(false)
        }
    }

    private func isEmpty(within time: Duration, _ waiter: Waiter = Waiter()) async -> Bool {
        let isEmpty = state.withLock { state in
            guard !state.open.isEmpty else { return true }
            state.waiters.append(waiter)
            return false
        }
        if isEmpty { return true }
        let timer = Task {
            try? await LoopGroup.shared.clock.sleep(for: time)
            waiter.finish(false)
        }
        defer { timer.cancel() }
        return await waiter.value
    }
}
