import Foundation
import Pdata
import Testing

@testable import CollectorNet

/// How many connections an HTTP client keeps for further requests.
@Suite("an HTTP client's connections at rest", .timeLimit(.minutes(5))) struct HTTPClientIdlePoolTests {
    /// A server that answers the first `count` requests when all have come, and later ones at once; each needs a
    /// connection of its own until then.
    private final class Holding: Sendable {
        let server: StubServer
        /// Where each connection comes when the client has ended it.
        let ended: Gate

        init(_ count: Int) {
            let ended = Gate()
            let all = Barrier(count)
            self.ended = ended
            ended.open()
            server = StubServer { peer, _ in
                while peer.readRequest() != nil {
                    all.wait()
                    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                }
                Task { await ended.pass() }
            }
        }
    }

    /// Holds threads until `count` have come.
    private final class Barrier: @unchecked Sendable {
        // Sendable because all is behind the condition.
        private let condition = NSCondition()
        private var missing: Int

        init(_ count: Int) {
            missing = count
        }

        func wait() {
            condition.withLock {
                missing -= 1
                condition.broadcast()
                while missing > 0 { condition.wait() }
            }
        }
    }

    private func ask(_ client: HTTPClient, _ port: Int, count: Int) async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<count {
                group.addTask { try await client.send(HTTPClientRequest("POST", HTTPClientTests.url(port))).status }
            }
            for try await status in group { #expect(status == 200) }
        }
    }

    @Test("max_idle_conns_per_host and max_idle_conns bound what is kept after a rush", arguments: [true, false])
    func afterARush(_ isPerHost: Bool) async throws {
        let holding = Holding(5)
        defer { holding.server.stop() }
        let client = HTTPClientTests.client { settings in
            if isPerHost { settings.maxIdleConnectionsPerHost = 2 } else { settings.maxIdleConnections = 2 }
        }
        try await ask(client, holding.server.port, count: 5)
        await holding.ended.arrivals(3)
        #expect(holding.server.connections == 5)
        // What is kept serves.
        for _ in 0..<5 { try await ask(client, holding.server.port, count: 1) }
        #expect(holding.server.connections == 5)
        await client.shutdown()
        await holding.ended.arrivals(5)
    }

    @Test("max_idle_conns counts the connections to all servers, max_idle_conns_per_host those to each")
    func severalServers() async throws {
        let (first, second) = (Holding(3), Holding(3))
        defer {
            first.server.stop()
            second.server.stop()
        }
        let client = HTTPClientTests.client { settings in
            settings.maxIdleConnections = 3
            settings.maxIdleConnectionsPerHost = 2
        }
        try await ask(client, first.server.port, count: 3)
        await first.ended.arrivals(1)
        try await ask(client, second.server.port, count: 3)
        // Of three connections at rest, two are the first's.
        await second.ended.arrivals(2)
        for holding in [first, second] {
            try await ask(client, holding.server.port, count: 1)
            #expect(holding.server.connections == 3)
        }
        await client.shutdown()
    }
}
