import CollectorAPI
import CollectorConfig
import Pdata
import Testing

@testable import CollectorNet

/// What an HTTP client does with the project's own server.
@Suite("HTTP client", .timeLimit(.minutes(5)))
struct HTTPClientTests {
    static func client(_ change: (inout HTTPClientSettings) -> Void = { _ in }) -> HTTPClient {
        var settings = HTTPClientSettings()
        change(&settings)
        return HTTPClient(settings, logger: GRPCClientTests.logger)
    }

    static func url(_ port: Int, _ target: String = "/") -> String { "http://127.0.0.1:\(port)\(target)" }

    /// What `body` throws.
    static func error(_ body: () async throws -> some Any) async -> HTTPClientError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? HTTPClientError
        }
    }

    /// Expects `body` to throw an error of `kind`.
    static func expect(_ kind: HTTPClientError.Kind, _ body: () async throws -> some Any) async {
        let error = await error(body)
        #expect(error?.kind == kind)
    }

    /// Counts the connections that requests came by, by the client's port.
    private final class Peers: Sendable {
        private let seen = Lock<Set<String>>([])
        var count: Int { seen.withLock { $0.count } }
        func note(_ request: HTTPRequest) { _ = seen.withLock { $0.insert(request.client.address) } }
    }

    @Test("a request arrives as given, and its answer comes back")
    func roundTrip() async throws {
        try await withHTTPServer { port, _ in
            let client = Self.client()
            let body = [Bytes(utf8: "Hello, "), Bytes(), Bytes(utf8: "world")]
            let answer = try await client.send(HTTPClientRequest("POST", Self.url(port, "/a%20b?c=d#e"), body: body))
            #expect(answer.status == 200)
            #expect(answer.wholeBody.text == "POST /a%20b?c=d Hello, world")
            #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
            #expect(answer.headers["content-length"] == nil)
            await client.shutdown()
        }
    }

    @Test("requests without a body", arguments: ["GET", "HEAD", "POST"])
    func emptyBody(_ method: String) async throws {
        try await withHTTPServer { port, _ in
            let client = Self.client()
            for _ in 0..<2 {
                let answer = try await client.send(HTTPClientRequest(method, Self.url(port)))
                #expect(answer.wholeBody.text == (method == "HEAD" ? "" : "\(method) / "))
            }
            await client.shutdown()
        }
    }

    @Test("bodies of every size arrive whole, in pieces, however compressed", arguments: CompressionType.allCases)
    func sizes(_ compression: CompressionType) async throws {
        try await withHTTPServer(handler: { request in
            HTTPResponse(status: 200, text: "\(request.body.hashValue)")
        }) { port, _ in
            let client = Self.client { $0.compression = compression }
            for size in [0, 1, 4096, 100_000, 3_000_000] {
                let message = ContentCodingTests.telemetryLike(size)
                for pieces in [1, 3, 1500] {
                    let step = size / pieces + 1
                    let parts = (0..<pieces).map { message.slice(min(size, $0 * step)..<min(size, ($0 + 1) * step)) }
                    let answer = try await client.send(HTTPClientRequest("POST", Self.url(port), body: parts))
                    #expect(answer.wholeBody.text == "\(message.hashValue)", "\(size) in \(pieces)")
                }
            }
            await client.shutdown()
        }
    }

    @Test("the settings' headers are on every request, and Host replaces the endpoint's")
    func headers() async throws {
        try await withHTTPServer(handler: { request in
            let shown = ["host", "x-tenant", "user-agent", "content-encoding", "accept-encoding", "content-length"]
                .map { "\($0)=\(request.headers.all($0).joined(separator: "|"))" }
            return HTTPResponse(status: 200, text: shown.joined(separator: " "))
        }) { port, _ in
            let client = Self.client { $0.headers = ["Host": "example.test", "X-Tenant": "7", "Content-Length": "9"] }
            let request = HTTPClientRequest(
                "POST",
                Self.url(port),
                headers: ["User-Agent": "tests", "X-Tenant": "mine"],
                body: [Bytes(utf8: "four")]
            )
            let text = try await client.send(request).wholeBody.text
            #expect(
                text == "host=example.test x-tenant=7 user-agent=tests content-encoding= accept-encoding=gzip "
                    + "content-length=4"
            )
            await client.shutdown()
        }
    }

    @Test("a body that is compressed already is sent as it is")
    func compressedBefore() async throws {
        try await withHTTPServer { port, _ in
            let client = Self.client { $0.compression = .gzip }
            let request = HTTPClientRequest(
                "POST",
                Self.url(port),
                headers: ["content-encoding": "gzip"],
                body: [ContentCoding.gzip.compress([Bytes(utf8: "once")])]
            )
            let answer = try await client.send(request)
            #expect(answer.wholeBody.text == "POST / once")
            await client.shutdown()
        }
    }

    @Test("a line break in a header is refused, not sent")
    func headerInjection() async throws {
        let client = Self.client()
        let request = HTTPClientRequest("GET", Self.url(1), headers: ["a": "b\r\nc: d"])
        await Self.expect(.invalidRequest) { try await client.send(request) }
        await client.shutdown()
    }

    @Test("one request after the other uses one connection")
    func keepAlive() async throws {
        let peers = Peers()
        try await withHTTPServer(handler: { request in
            peers.note(request)
            return HTTPResponse(status: 200, text: request.body.text)
        }) { port, _ in
            let client = Self.client()
            for index in 0..<20 {
                let request = HTTPClientRequest("POST", Self.url(port), body: [Bytes(utf8: "\(index)")])
                let answer = try await client.send(request)
                #expect(answer.wholeBody.text == "\(index)")
            }
            #expect(peers.count == 1)
            await client.shutdown()
        }
    }

    @Test("with keep-alive disabled each request has its own connection")
    func disabledKeepAlive() async throws {
        let peers = Peers()
        try await withHTTPServer(handler: { request in
            peers.note(request)
            return HTTPResponse(status: 200, text: request.headers["connection"] ?? "")
        }) { port, _ in
            let client = Self.client { $0.disableKeepAlives = true }
            for _ in 0..<5 {
                let answer = try await client.send(HTTPClientRequest("GET", Self.url(port)))
                #expect(answer.wholeBody.text == "close")
            }
            #expect(peers.count == 5)
            await client.shutdown()
        }
    }

    @Test("many requests at once share the connections that are allowed", arguments: [1, 3])
    func connectionCap(_ most: Int) async throws {
        let peers = Peers()
        try await withHTTPServer(handler: { request in
            peers.note(request)
            return HTTPResponse(status: 200, text: request.body.text)
        }) { port, _ in
            let client = Self.client { $0.maxConnectionsPerHost = most }
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<500 {
                    group.addTask {
                        let body = Bytes(utf8: "message \(index)" + String(repeating: "x", count: index * 50))
                        let request = HTTPClientRequest("POST", Self.url(port), body: [body])
                        return try await client.send(request).wholeBody == body
                    }
                }
                for try await isEqual in group { #expect(isEqual) }
            }
            #expect((1...most).contains(peers.count))
            await client.shutdown()
        }
    }

    @Test("many requests at once without a cap each get their own answer, from any loop")
    func concurrency() async throws {
        try await withHTTPServer { port, _ in
            let client = Self.client { $0.maxIdleConnections = 4 }
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<300 {
                    group.addTask(executorPreference: index % 3 == 0 ? nil : LoopGroup.shared.next()) {
                        let request = HTTPClientRequest("POST", Self.url(port), body: [Bytes(utf8: "\(index)")])
                        return try await client.send(request).wholeBody.text == "POST / \(index)"
                    }
                }
                for try await isEqual in group { #expect(isEqual) }
            }
            await client.shutdown()
        }
    }

    @Test("a request that waits for a connection is cancelled")
    func cancelledWhileWaiting() async throws {
        let gate = Gate()
        try await withHTTPServer(handler: { _ in
            await gate.pass()
            return HTTPResponse(status: 200)
        }) { port, _ in
            let client = Self.client { $0.maxConnectionsPerHost = 1 }
            let first = Task { try await client.send(HTTPClientRequest("GET", Self.url(port))).status }
            await gate.arrivals(1)
            let second = Task { try await client.send(HTTPClientRequest("GET", Self.url(port))).status }
            second.cancel()
            await Self.expect(.cancelled) { try await second.value }
            gate.open()
            #expect(try await first.value == 200)
            let answer = try await client.send(HTTPClientRequest("GET", Self.url(port)))
            #expect(answer.status == 200)
            await client.shutdown()
        }
    }

    @Test("a request under way is cancelled, and the next one is answered on another connection")
    func cancelledWhileWorking() async throws {
        let gate = Gate()
        try await withHTTPServer(handler: { request in
            if request.path == "/slow" { await gate.pass() }
            return HTTPResponse(status: 200, text: request.path)
        }) { port, _ in
            let client = Self.client { $0.maxConnectionsPerHost = 1 }
            let slow = Task { try await client.send(HTTPClientRequest("GET", Self.url(port, "/slow"))).status }
            await gate.arrivals(1)
            slow.cancel()
            await Self.expect(.cancelled) { try await slow.value }
            let answer = try await client.send(HTTPClientRequest("GET", Self.url(port, "/fast")))
            #expect(answer.wholeBody.text == "/fast")
            await client.shutdown()
        }
    }

    @Test("shutting down ends what is under way, waits or comes later")
    func shutdown() async throws {
        let gate = Gate()
        try await withHTTPServer(handler: { _ in
            await gate.pass()
            return HTTPResponse(status: 200)
        }) { port, _ in
            let client = Self.client { $0.maxConnectionsPerHost = 1 }
            let tasks = (0..<3).map { _ in
                Task { try await client.send(HTTPClientRequest("GET", Self.url(port))).status }
            }
            await gate.arrivals(1)
            await client.shutdown()
            for task in tasks {
                await Self.expect(.closed) { try await task.value }
            }
            await Self.expect(.closed) { try await client.send(HTTPClientRequest("GET", Self.url(port))) }
            gate.open()
        }
    }

    @Test("what cannot be requested is said before anything is sent")
    func unusableURLs() async throws {
        let client = Self.client()
        for (url, words) in [
            ("localhost:4318", "has no scheme"),
            ("http://:80/", "names no proper host"), ("http://a:99999/", "invalid port"),
            ("http://user:secret@a/", "user or password"),
        ] {
            do throws(HTTPClientError) {
                _ = try await client.send(HTTPClientRequest("POST", url))
                Issue.record("\(url) was requested")
            } catch {
                #expect(error.kind == .invalidRequest)
                #expect(error.description.contains(words), "\(error)")
                #expect(!error.description.contains("secret"))
            }
        }
        await client.shutdown()
    }

    @Test("a server that is not there is named")
    func refused() async throws {
        let client = Self.client()
        let request = HTTPClientRequest("POST", Self.url(1, "/v1/traces?key=secret"))
        let error = await Self.error { try await client.send(request) }
        #expect(error?.kind == .unreachable)
        #expect(
            error?.description
                == "Post \"http://127.0.0.1:1/v1/traces\": connect to 127.0.0.1:1: connection refused"
        )
        await client.shutdown()
    }

    @Test("a name without an address is named")
    func unresolved() async throws {
        let client = Self.client()
        let error = await Self.error { try await client.send(HTTPClientRequest("POST", "http://nowhere.invalid/")) }
        #expect(error?.kind == .unreachable)
        #expect(error?.description.contains("resolve nowhere.invalid") == true)
        await client.shutdown()
    }
}
