internal import CollectorAPI
internal import CollectorConfig

/// A client that the exporters of one id share, one for each signal; it lives from the first start to the last shutdown.
final class SharedClient: Sendable {
    /// What tells clients apart.
    private struct Key: Hashable {
        var collector: ObjectIdentifier
        var id: ComponentID
        var apiKey: Secret
        var zone: String
        var endpoint: String
    }

    private final class Reference: @unchecked Sendable {
        // Sendable because weak references are read and cleared atomically, and this one is never set anew.
        private(set) weak var client: SharedClient?

        init(_ client: SharedClient) {
            self.client = client
        }
    }

    private struct State {
        var client: LogFluxClient?
        var users = 0
    }

    private static let all = Lock<[Key: Reference]>([:])

    private let state = Lock(State())

    /// The client of the exporters that `context` and `settings` describe.
    static func of(_ settings: LogFluxExporterSettings, _ context: ComponentContext) -> SharedClient {
        let key = Key(
            collector: ObjectIdentifier(context.metrics),
            id: context.id,
            apiKey: settings.apiKey,
            zone: settings.zone,
            endpoint: settings.endpoint
        )
        return all.withLock { all in
            if let client = all[key]?.client { return client }
            let client = SharedClient()
            all = all.filter { $0.value.client != nil }
            all[key] = Reference(client)
            return client
        }
    }

    /// The running client; the first who asks starts the one that `make` makes.
    func acquire(_ host: any Host, _ make: () -> LogFluxClient) throws -> LogFluxClient {
        try state.withLock { state in
            if let client = state.client {
                state.users += 1
                return client
            }
            let client = make()
            try client.start(host)
            state.client = client
            state.users = 1
            return client
        }
    }

    /// Gives back what `acquire` gave; the last who does so stops it.
    func release() async {
        let last = state.withLock { state -> LogFluxClient? in
            state.users -= 1
            guard state.users == 0 else { return nil }
            defer { state.client = nil }
            return state.client
        }
        await last?.shutdown()
    }
}
