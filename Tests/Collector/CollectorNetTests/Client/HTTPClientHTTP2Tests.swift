import CollectorAPI
import CollectorConfig
import Pdata
import Testing

@testable import CollectorNet

/// What an HTTP client does where a server of ours offers HTTP/2.
@Suite("HTTP client by HTTP/2", .timeLimit(.minutes(5)))
struct HTTPClientHTTP2Tests {
    let certificates: Certificates

    init() throws {
        certificates = try Certificates()
    }

    /// The connections that requests came by, by the client's port.
    private final class Peers: Sendable {
        private let seen = Lock<Set<String>>([])
        var count: Int { seen.withLock { $0.count } }
        func note(_ request: HTTPRequest) { _ = seen.withLock { $0.insert(request.client.address) } }
    }

    private func client(_ change: (inout HTTPClientSettings) -> Void = { _ in }) -> HTTPClient {
        HTTPClientTests.client { settings in
            settings.tls = ClientTLSSettings(trusting: certificates.authority)
            change(&settings)
        }
    }

    /// Calls `body` with the port of a server that answers by `answer` and notes who asked.
    private func withServer(
        _ answer: @escaping @Sendable (HTTPRequest) async -> HTTPResponse = echo,
        _ body: (Int, Peers) async throws -> Void
    ) async throws {
        let peers = Peers()
        let tls = ServerTLSSettings(try certificates.make("server"))
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            peers.note(request)
            return await answer(request)
        }
        try await withTLSServer(tls, { $0.maxBodySize = 64 << 20 }, handler: handler) { server in
            try await body(server.port, peers)
        }
    }

    private func url(_ port: Int, _ target: String = "/") -> String { "https://127.0.0.1:\(port)\(target)" }

    /// Sends `count` requests at once, and expects each to get its own answer.
    private func ask(_ client: HTTPClient, _ port: Int, count: Int) async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<count {
                group.addTask {
                    let body = [Bytes(utf8: "number \(number)")]
                    let answer = try await client.send(HTTPClientRequest("POST", url(port, "/\(number)"), body: body))
                    #expect(answer.wholeBody.text == "POST /\(number) number \(number)")
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("a connection that is there takes all requests")
    func sharing() async throws {
        try await withServer { port, peers in
            let client = client()
            try await ask(client, port, count: 1)
            try await ask(client, port, count: 50)
            #expect(peers.count == 1)
            await client.shutdown()
        }
    }

    @Test("more requests than a server takes at once are all answered")
    func manyRequests() async throws {
        try await withServer { port, _ in
            let client = client { $0.maxConnectionsPerHost = 1 }
            try await ask(client, port, count: 1000)
            await client.shutdown()
        }
    }

    @Test("force_attempt_http2 and disable_keep_alives decide about it")
    func settings() async throws {
        try await withServer { port, peers in
            let old = client { $0.forceAttemptHTTP2 = false }
            try await ask(old, port, count: 1)
            try await ask(old, port, count: 20)
            // One at a time each, so that there are several; some may have served more than one.
            #expect(peers.count > 1)
            await old.shutdown()
        }
        try await withServer { port, peers in
            let single = client { $0.disableKeepAlives = true }
            for _ in 0..<5 { try await ask(single, port, count: 1) }
            #expect(peers.count == 5)
            await single.shutdown()
        }
    }

    @Test("bodies of every size go both ways", arguments: [0, 1, 16_384, 100_000, 3_000_000])
    func sizes(_ size: Int) async throws {
        let mirror: @Sendable (HTTPRequest) async -> HTTPResponse = { HTTPResponse(status: 200, body: [$0.body]) }
        try await withServer(mirror) { port, _ in
            let client = client()
            let body = ContentCodingTests.telemetryLike(size)
            let parts = [body.slice(0..<size / 3), body.slice(size / 3..<size)]
            for _ in 0..<2 {
                let request = HTTPClientRequest("POST", url(port), body: parts, maxAnswerSize: 64 << 20)
                let answer = try await client.send(request)
                #expect(answer.wholeBody == body)
            }
            await client.shutdown()
        }
    }

    @Test("requests without a body", arguments: ["GET", "HEAD", "POST"])
    func emptyBody(_ method: String) async throws {
        try await withServer { port, _ in
            let client = client()
            for _ in 0..<2 {
                let answer = try await client.send(HTTPClientRequest(method, url(port)))
                #expect(answer.status == 200)
                #expect(answer.wholeBody.text == (method == "HEAD" ? "" : "\(method) / "))
            }
            await client.shutdown()
        }
    }

    @Test("an answer that is too large fails its request only")
    func tooLarge() async throws {
        let long: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            HTTPResponse(status: 200, text: String(repeating: "x", count: request.path == "/long" ? 1_000_000 : 10))
        }
        try await withServer(long) { port, peers in
            let client = client()
            _ = try await client.send(HTTPClientRequest("GET", url(port)))
            await HTTPClientTests.expect(.answerTooLarge) {
                try await client.send(HTTPClientRequest("GET", url(port, "/long"), maxAnswerSize: 1000))
            }
            let after = try await client.send(HTTPClientRequest("GET", url(port)))
            #expect(after.wholeBody.count == 10)
            #expect(peers.count == 1)
            await client.shutdown()
        }
    }

    @Test("a request that is cancelled leaves the connection to the others")
    func abandoned() async throws {
        let gate = Gate()
        let held: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            if request.path == "/held" { await gate.pass() }
            return HTTPResponse(status: 200, text: "done")
        }
        try await withServer(held) { port, peers in
            let client = client()
            _ = try await client.send(HTTPClientRequest("GET", url(port)))
            let task = Task { try await client.send(HTTPClientRequest("GET", url(port, "/held"))) }
            await gate.arrivals(1)
            task.cancel()
            await HTTPClientTests.expect(.cancelled) { try await task.value }
            let after = try await client.send(HTTPClientRequest("GET", url(port)))
            #expect(after.wholeBody.text == "done")
            #expect(peers.count == 1)
            gate.open()
            await client.shutdown()
        }
    }

    @Test("a connection at rest ends after its time, and the next request makes another")
    func rest() async throws {
        try await withServer { port, peers in
            let client = client { $0.idleConnectionTimeout = .milliseconds(1) }
            for _ in 0..<20 { try await ask(client, port, count: 3) }
            #expect(peers.count > 1)
            await client.shutdown()
        }
    }

    @Test("a server that restarts is reached again")
    func restart() async throws {
        let tls = ServerTLSSettings(try certificates.make("server"))
        let client = client()
        let first = try await TLSServer(tls)
        try await ask(client, first.port, count: 10)
        let port = first.port
        await first.stop()
        let second = try await TLSServer(tls, { $0.endpoint = "127.0.0.1:\(port)" })
        try await ask(client, port, count: 10)
        await second.stop()
        await client.shutdown()
    }
}
