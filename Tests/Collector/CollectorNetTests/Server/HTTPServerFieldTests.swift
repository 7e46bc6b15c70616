import CollectorAPI
import CollectorConfig
import Pdata
import Testing

@testable import CollectorNet

/// What the fields of `confighttp`'s server do for clients, from the settings on.
@Suite("the fields of an HTTP server", .timeLimit(.minutes(5))) struct HTTPServerFieldTests {
    private static let post = "POST / HTTP/1.1\r\nHost: x\r\n"

    /// A time that a client which does not wait keeps on the busiest machine.
    private static let moment = Duration.seconds(3)

    /// Runs `body` against a server with the default settings but for `change`, and stops it.
    private func withServer(
        _ change: (inout HTTPServerSettings) -> Void,
        log: ServerLog = ServerLog(),
        handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse = echo,
        _ body: (_ port: Int, _ server: HTTPServer) async throws -> Void
    ) async throws {
        var settings = HTTPServerSettings(endpoint: "127.0.0.1:0")
        change(&settings)
        let server = HTTPServer(settings, logger: Logger(log), handler: handler)
        let port = try await server.start().port
        do {
            try await body(port, server)
        } catch {
            await server.shutdown(grace: .zero)
            throw error
        }
        await server.shutdown(grace: .seconds(5))
    }

    /// Sends `text` and returns everything that the server says until it closes.
    private func exchange(_ port: Int, _ text: String) async throws -> String {
        try await offThread {
            let socket = try ServerSocket(port: port)
            try socket.send(text)
            return try socket.receiveAll()
        }
    }

    // MARK: Time

    @Test("read_timeout ends a request that stops half-way")
    func readTimeoutOfAPause() async throws {
        try await withServer {
            $0.readTimeout = .milliseconds(100)
        } _: { port, _ in
            let text = try await exchange(port, Self.post + "Content-Length: 10\r\n\r\nhalf")
            #expect(text.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
            #expect(text.contains("connection: close\r\n"))
        }
    }

    @Test("read_timeout spans the whole request, however steadily it comes")
    func readTimeoutOfATrickle() async throws {
        try await withServer {
            $0.readTimeout = .milliseconds(100)
        } _: { port, _ in
            let socket = try ServerSocket(port: port)
            let isAnswered = Lock(false)
            try await offThread { try socket.send(Self.post + "Content-Length: 20000000\r\n\r\n") }
            async let answer = offThread {
                defer { isAnswered.withLock { $0 = true } }
                return try socket.receiveResponse()
            }
            try await offThread {
                while !isAnswered.withLock({ $0 }) { try? socket.send([1]) }
            }
            #expect(try await answer.head.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test("read_timeout spans the whole request by HTTP/2, too, and other requests go on")
    func readTimeoutByHTTP2() async throws {
        try await withServer {
            $0.readTimeout = .milliseconds(100)
        } _: { port, _ in
            let client = try ServerHTTP2Client(port: port)
            try await offThread {
                try client.sendHeader(1, Self.header)
                while client.answers[1] == nil, !client.isClosed {
                    try client.sendData(1, [1], end: false)
                    // The next byte follows when the server has read this one.
                    try client.send(type: 6, flags: 0, stream: 0, [UInt8](repeating: 0, count: 8))
                    try client.receiveFrame()
                }
                try client.sendHeader(3, Self.header, end: true)
                _ = try client.answer(3)
            }
            #expect(client.answers[1]?.reset == 8)
            #expect(client.answers[3]?.header[":status"] == "200")
        }
    }

    private static let header = [(":method", "POST"), (":scheme", "http"), (":path", "/"), (":authority", "x")]

    @Test("read_header_timeout ends a header that stops half-way, and leaves bodies their time")
    func readHeaderTimeout() async throws {
        try await withServer {
            $0.readHeaderTimeout = Self.moment
        } _: { port, _ in
            let slow = try await offThread {
                let slow = try ServerSocket(port: port)
                try slow.send(Self.post + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n")
                #expect(try slow.receiveResponse().head == "HTTP/1.1 100 Continue\r\n\r\n")
                return slow
            }
            // Ends later than a header's time after the other's header.
            let text = try await exchange(port, "POST / HTTP/1.1\r\nHost:")
            #expect(text.hasPrefix("HTTP/1.1 408 "))
            let answer = try await offThread {
                try slow.send("ok")
                return try slow.receiveResponse()
            }
            #expect(answer.body == "POST / ok")
        }
    }

    @Test("idle_timeout ends a connection between two requests", arguments: [1, 2])
    func idleTimeout(_ version: Int) async throws {
        try await withServer {
            $0.idleTimeout = Self.moment
        } _: { port, _ in
            guard version == 2 else {
                let text = try await exchange(port, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(text.hasSuffix("GET /a "))
                return #expect(!text.contains("connection: close"))
            }
            let client = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.sendHeader(1, Self.header, end: true)
                try client.receiveToEnd()
                return client
            }
            #expect(client.answers[1]?.header[":status"] == "200")
            #expect(client.goAway?.code == 0)
        }
    }

    @Test("pings keep no HTTP/2 connection from being idle")
    func idleTimeoutWithPings() async throws {
        try await withServer {
            $0.idleTimeout = .milliseconds(100)
        } _: { port, _ in
            let client = try ServerHTTP2Client(port: port)
            try await offThread {
                while !client.isClosed {
                    try? client.send(type: 6, flags: 0, stream: 0, [UInt8](repeating: 0, count: 8))
                    try client.receiveFrame()
                }
            }
            #expect(client.goAway?.code == 0)
        }
    }

    @Test("a connection whose request took longer than idle_timeout is idle that long after it")
    func idleTimeoutAfterALongRequest() async throws {
        let gate = Gate()
        try await withServer {
            $0.idleTimeout = Self.moment
        } handler: { request in
            if request.path == "/slow" { await gate.pass() }
            return await echo(request)
        } _: { port, _ in
            let client = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                var header = Self.header
                header[2].1 = "/slow"
                try client.sendHeader(1, header, end: true)
                return client
            }
            await gate.arrivals(1)
            // Another connection comes to rest and ends meanwhile.
            #expect(try await exchange(port, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n").hasSuffix("GET /a "))
            gate.open()
            try await offThread { try client.receiveToEnd() }
            #expect(client.answers[1]?.header[":status"] == "200")
            #expect(client.goAway?.code == 0)
        }
    }

    @Test("write_timeout ends the connection of a client that takes nothing of its answer")
    func writeTimeout() async throws {
        let size = 32 << 20
        let log = ServerLog()
        let large: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
            HTTPResponse(status: 200, body: [Bytes([UInt8](repeating: 7, count: size))])
        }
        try await withServer({ $0.writeTimeout = .milliseconds(300) }, log: log, handler: large) { port, server in
            let deaf = try ServerSocket(port: port, receiveBuffer: 4096)
            try await offThread { try deaf.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
            // Ends when the connection has; what outlasts the grace is cancelled, which is logged.
            await server.shutdown(grace: .seconds(20))
            #expect(!log.text.contains { $0.contains("cancelled") })
            let got = try await offThread { try? deaf.receiveAll().utf8.count }
            #expect((got ?? 0) < size)
        }
    }

    @Test("times of zero are no limits")
    func noLimits() {
        var settings = HTTPServerSettings(endpoint: "127.0.0.1:0")
        settings.readHeaderTimeout = .zero
        settings.writeTimeout = .zero
        settings.idleTimeout = .zero
        let options = HTTPServerOptions(settings)
        #expect(options.readTimeout == nil)
        #expect(options.readHeaderTimeout == nil)
        #expect(options.writeTimeout == nil)
        #expect(options.idleTimeout == nil)
    }

    // MARK: Connections

    @Test("without keep_alives_enabled each connection carries one request")
    func keepAlives() async throws {
        try await withServer {
            $0.keepAlivesEnabled = false
        } _: { port, _ in
            let request = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
            let text = try await exchange(port, request + request)
            #expect(text.contains("connection: close\r\n"))
            #expect(text.components(separatedBy: "HTTP/1.1 200").count == 2)
        }
    }

    // MARK: Compression

    /// The answer to a POST of `text` in `coding`.
    private func post(_ port: Int, _ coding: ContentCoding, _ text: String) async throws -> (head: String, body: String)
    {
        let body = coding == .identity ? Array(text.utf8) : coding.compress([Bytes(utf8: text)]).array
        let field = coding == .identity ? "" : "Content-Encoding: \(coding.rawValue)\r\n"
        return try await offThread {
            let socket = try ServerSocket(port: port)
            try socket.send(Self.post + "\(field)Content-Length: \(body.count)\r\n\r\n")
            try socket.send(body)
            return try socket.receiveResponse()
        }
    }

    @Test("compression_algorithms lists all that is taken")
    func compressionAlgorithms() async throws {
        try await withServer {
            $0.compressionAlgorithms = ["zstd"]
        } _: { port, _ in
            #expect(try await post(port, .zstd, "hello").body == "POST / hello")
            for coding in [ContentCoding.gzip, .deflate, .snappy] {
                let answer = try await post(port, coding, "hello")
                #expect(answer.head.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
                #expect(answer.body == "unsupported Content-Encoding: \(coding.rawValue)\n")
            }
            // What is not compressed has the empty name, which is not in the list.
            let plain = try await post(port, .identity, "hello")
            #expect(plain.head.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(plain.body == "unsupported Content-Encoding: \n")
        }
    }

    @Test("compression_algorithms of the empty name takes bodies that are not compressed")
    func noCompressionAlgorithm() async throws {
        try await withServer {
            $0.compressionAlgorithms = [""]
        } _: { port, _ in
            #expect(try await post(port, .identity, "hello").body == "POST / hello")
            let answer = try await post(port, .gzip, "hello")
            #expect(answer.head.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.body == "unsupported Content-Encoding: gzip\n")
        }
    }

    @Test("an empty list of compression_algorithms leaves every body as it comes")
    func emptyCompressionAlgorithms() async throws {
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            let coding = request.headers["content-encoding"] ?? "none"
            return HTTPResponse(status: 200, text: "\(coding) \(request.body.array)")
        }
        try await withServer({ $0.compressionAlgorithms = [] }, handler: handler) { port, _ in
            let plain = try await post(port, .identity, "a")
            #expect(plain.body == "none [97]")
            let raw = ContentCoding.gzip.compress([Bytes(utf8: "a")]).array
            let compressed = try await post(port, .gzip, "a")
            #expect(compressed.body == "gzip \(raw)")
        }
    }
}
