import CollectorAPI
import CollectorConfig
import Pdata
import Testing

@testable import CollectorNet

@Suite("how a gRPC client spreads its calls", .timeLimit(.minutes(5))) struct GRPCBalancerTests {
    /// Servers at one port of several loopback addresses, each answering with its address.
    private final class Servers: Sendable {
        private let running = Lock<[String: GRPCServer]>([:])
        private let known = Lock<[String]>([])
        private let lookups = Lock(0)
        private let chosen = Lock(0)

        var port: Int { chosen.withLock { $0 } }

        var names: [String] {
            get { known.withLock { $0 } }
            set { known.withLock { $0 = newValue } }
        }

        var lookupCount: Int { lookups.withLock { $0 } }

        func start(_ host: String) async throws {
            let server = GRPCServer(
                options: GRPCServerOptions(endpoint: "\(host):\(port)"),
                logger: GRPCClientTests.logger,
                methods: ["/a/b": GRPCMethod { _ in Bytes(utf8: host) }]
            )
            let address = try await server.start()
            chosen.withLock { $0 = address.port }
            running.withLock { $0[host] = server }
        }

        func stop(_ host: String) async {
            await running.withLock { $0.removeValue(forKey: host) }?.shutdown(grace: .seconds(5))
        }

        func stopAll() async {
            for host in running.withLock({ Array($0.keys) }) { await stop(host) }
        }

        func client(_ balancer: String) -> GRPCClient {
            var settings = GRPCClientSettings(endpoint: "backend:\(port)", insecure: true)
            settings.balancerName = balancer
            settings.waitForReady = true
            return GRPCClient(settings, logger: GRPCClientTests.logger) { [self] options in
                options.backoff = Backoff(initial: .milliseconds(1), maximum: .milliseconds(1))
                options.firstAddress = 0
                options.resolve = { [self] _, port, _ throws(NetError) in
                    lookups.withLock { $0 += 1 }
                    return names.compactMap { SocketAddress(numeric: $0, port: port) }
                }
            }
        }
    }

    /// Who answers `count` calls, one after the other, from one loop.
    private func answers(_ client: GRPCClient, _ count: Int) async throws -> [String: Int] {
        try await withTaskExecutorPreference(LoopGroup.shared.loops[0]) {
            var found: [String: Int] = [:]
            for _ in 0..<count { found[try await client.unary("/a/b", []).text, default: 0] += 1 }
            return found
        }
    }

    /// Calls until `isDone` says so of who answered last.
    private func call(_ client: GRPCClient, until isDone: (String) -> Bool) async throws {
        try await withTaskExecutorPreference(LoopGroup.shared.loops[0]) {
            while true {
                let status = await GRPCClientTests.status { () async throws(GRPCStatus) in
                    try await client.unary("/a/b", [])
                }
                // A server may go away under a call.
                guard status.code == .ok else { continue }
                if isDone(try await client.unary("/a/b", []).text) { return }
            }
        }
    }

    /// Addresses that no other test listens at, as the port of a stopped server may soon be another's.
    private static let hosts = ["127.0.0.11", "127.0.0.12", "127.0.0.13"]

    @Test("round_robin spreads calls over all addresses") func roundRobin() async throws {
        let servers = Servers()
        for host in Self.hosts { try await servers.start(host) }
        servers.names = Self.hosts
        let client = servers.client("round_robin")
        var seen: Set<String> = []
        try await call(client) { seen.insert($0).inserted && seen.count == 3 }
        #expect(try await answers(client, 30) == ["127.0.0.11": 10, "127.0.0.12": 10, "127.0.0.13": 10])
        await client.shutdown()
        await servers.stopAll()
    }

    @Test("round_robin leaves out an address that is gone, and comes back to it") func failover() async throws {
        let servers = Servers()
        for host in Self.hosts { try await servers.start(host) }
        servers.names = Self.hosts
        let client = servers.client("round_robin")
        var seen: Set<String> = []
        try await call(client) { seen.insert($0).inserted && seen.count == 3 }
        await servers.stop("127.0.0.12")
        #expect(try await answers(client, 20) == ["127.0.0.11": 10, "127.0.0.13": 10])
        try await servers.start("127.0.0.12")
        try await call(client) { $0 == "127.0.0.12" }
        await client.shutdown()
        await servers.stopAll()
    }

    @Test("the name is looked up again when nothing of it answers") func newAddresses() async throws {
        let servers = Servers()
        try await servers.start("127.0.0.11")
        servers.names = ["127.0.0.11"]
        let client = servers.client("round_robin")
        #expect(try await answers(client, 3) == ["127.0.0.11": 3])
        #expect(servers.lookupCount == 1)
        try await servers.start("127.0.0.12")
        servers.names = ["127.0.0.12"]
        await servers.stop("127.0.0.11")
        try await call(client) { $0 == "127.0.0.12" }
        #expect(servers.lookupCount >= 2)
        await client.shutdown()
        await servers.stopAll()
    }

    @Test("pick_first keeps to one address, and goes on to the next when it is gone") func pickFirst() async throws {
        let servers = Servers()
        for host in Self.hosts.dropFirst() { try await servers.start(host) }
        servers.names = Self.hosts
        let client = servers.client("pick_first")
        #expect(try await answers(client, 10) == ["127.0.0.12": 10])
        await servers.stop("127.0.0.12")
        try await call(client) { $0 == "127.0.0.13" }
        #expect(try await answers(client, 10) == ["127.0.0.13": 10])
        await client.shutdown()
        await servers.stopAll()
    }

    @Test("calls that wait for a server get one when the name has an address") func waitsForAName() async throws {
        let servers = Servers()
        try await servers.start("127.0.0.11")
        var settings = GRPCClientSettings(endpoint: "backend:\(servers.port)", insecure: true)
        settings.waitForReady = true
        let lookups = Lock(0)
        let client = GRPCClient(settings, logger: GRPCClientTests.logger) { options in
            options.backoff = Backoff(initial: .milliseconds(1), maximum: .milliseconds(1))
            options.resolve = { host, port, _ throws(NetError) in
                let count = lookups.withLock { count in
                    count += 1
                    return count
                }
                guard count > 3, let address = SocketAddress(numeric: "127.0.0.11", port: port) else {
                    throw NetError(.unresolved, "resolve \(host): unknown node or service")
                }
                return [address]
            }
        }
        #expect(try await answers(client, 1) == ["127.0.0.11": 1])
        await client.shutdown()
        await servers.stopAll()
    }
}
