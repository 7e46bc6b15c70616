internal import CollectorAPI

/// Ends connections that carry nothing when the descriptors that clients may take run out: those of all the process's
/// servers, the longest idle first.
final class DescriptorRelief: Sendable {
    /// The one of the process, as its descriptors are.
    static let shared = DescriptorRelief()

    private struct State {
        var servers: [ObjectIdentifier: ServerConnections] = [:]
        var isWorking = false
        var lastWarning: ContinuousClock.Instant?
    }

    /// How many connections one round ends: as many as one turn of a listener accepts.
    static let batch = 64

    /// The time between two rounds: a connection that is told to end may take a while for it.
    private static let interval = Duration.seconds(1)

    private static let warningInterval = Duration.seconds(60)

    private let state = Lock(State())

    /// Counts the connections of a server among those that may be ended, until ``remove(_:)``.
    func add(_ connections: ServerConnections) {
        state.withLock { $0.servers[ObjectIdentifier(connections)] = connections }
    }

    func remove(_ connections: ServerConnections) {
        state.withLock { $0.servers[ObjectIdentifier(connections)] = nil }
    }

    /// Says that a listener has no descriptor for its next connection, or soon will not.
    func begin(_ error: NetError, _ logger: Logger) {
        let (starts, warns) = state.withLock { state in
            defer { state.isWorking = true }
            let now = ContinuousClock.now
            let isWarningDue = state.lastWarning.map { $0.duration(to: now) >= Self.warningInterval } ?? true
            if isWarningDue { state.lastWarning = now }
            return (!state.isWorking, isWarningDue)
        }
        if warns {
            logger.warn(
                "Connections wait to be accepted: file descriptors run out. Ending the connections idle longest.",
                [LogField("error", .string(error.description))]
            )
        }
        guard starts else { return }
        Task {
            await relieve()
            try? await LoopGroup.shared.clock.sleep(for: Self.interval)
            state.withLock { $0.isWorking = false }
        }
    }

    /// Ends the connections that are idle longest.
    func relieve() async {
        let servers = state.withLock { Array($0.servers.values) }
        var idle: [ServerConnections.Idle] = []
        for server in servers { idle += await server.idle() }
        // Those that have sent nothing at all are the first to go.
        idle.sort { ($0.hasSpoken ? 1 : 0, $0.since) < ($1.hasSpoken ? 1 : 0, $1.since) }
        for entry in idle.prefix(Self.batch) { entry.loop.execute { entry.connection.endIfIdle() } }
    }
}
