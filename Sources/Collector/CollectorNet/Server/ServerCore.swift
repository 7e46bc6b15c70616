internal import CollectorAPI

/// The life of a server: one listener, and the connections that came through it.
final class ServerCore: Sendable {
    private enum State {
        case idle
        case starting
        case running(Listener)
        case stopped
    }

    private let logger: Logger
    private let connections = ServerConnections()
    private let relief: PressureRelief?
    private let state = Lock(State.idle)

    init(budget: MemoryBudget?, logger: Logger) {
        relief = budget.map { [connections] in PressureRelief($0, connections, logger) }
        self.logger = logger
    }

    func start(
        _ endpoint: String,
        transport: String,
        _ service: any ConnectionService
    ) async throws(NetError) -> SocketAddress {
        let mayStart = state.withLock { state in
            guard case .idle = state else { return false }
            state = .starting
            return true
        }
        guard mayStart else { throw NetError(.other, "listen on \(endpoint): the server was started before") }
        let listener: Listener
        do throws(NetError) {
            listener = try await Listener.start(endpoint, transport: transport, logger: logger) {
                [connections] connection in
                ConnectionSniffer.start(connection, service, connections)
            }
        } catch {
            state.withLock { $0 = .stopped }
            throw error
        }
        let isStopped = state.withLock { state in
            if case .stopped = state { return true }
            state = .running(listener)
            return false
        }
        if isStopped {
            await listener.close()
        } else {
            relief?.start()
            DescriptorRelief.shared.add(connections)
        }
        return listener.address
    }

    func shutdown(grace: Duration) async {
        let listener: Listener? = state.withLock { state in
            defer { state = .stopped }
            guard case .running(let listener) = state else { return nil }
            return listener
        }
        DescriptorRelief.shared.remove(connections)
        await listener?.close()
        await relief?.stop()
        await connections.shutdown(grace: grace, logger: logger)
    }
}
