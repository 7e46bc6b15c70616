import CollectorAPI
import CollectorConfig
import Pdata
import Testing

@testable import CollectorNet

@Suite("a server's authenticator and middlewares", .timeLimit(.minutes(5)))
struct ServerHookTests {
    private static let answer: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
        HTTPResponse(status: 200, text: "\(request.body.text) \(describe(request.client))")
    }

    private static func describe(_ client: ClientContext) -> String {
        client.auth.sorted { $0.key < $1.key }.map { "\($0)=\($1.joined(separator: ","))" }.joined(separator: " ")
    }

    private func withHTTP(
        _ extensions: [ComponentID: any Extension] = [.door: PasswordDoor()],
        _ change: (inout HTTPServerSettings) -> Void = { _ in },
        _ body: @escaping @Sendable (_ port: Int) throws -> Void
    ) async throws {
        var settings = HTTPServerSettings(endpoint: "127.0.0.1:0")
        if extensions[.door] != nil {
            var auth = HTTPServerAuthenticationSettings()
            auth.authenticator.id = .door
            auth.requestParameters = ["x-pass"]
            settings.auth = .some(auth)
        }
        if extensions[.middleware] != nil {
            var middleware = MiddlewareSettings()
            middleware.id.id = .middleware
            settings.middlewares = [middleware]
        }
        change(&settings)
        let server = HTTPServer(settings, logger: Logger(ServerLog()), handler: Self.answer)
        let address = try await server.start(HookHost(extensions: extensions))
        do {
            try await offThread { try body(address.port) }
        } catch {
            await server.shutdown(grace: .zero)
            throw error
        }
        await server.shutdown(grace: .seconds(5))
    }

    private func withGRPC(
        _ extensions: [ComponentID: any Extension] = [.door: PasswordDoor()],
        _ body: (_ port: Int) async throws -> Void
    ) async throws {
        var settings = GRPCServerSettings(endpoint: "127.0.0.1:0")
        if extensions[.door] != nil {
            var auth = AuthenticationSettings()
            auth.authenticator.id = .door
            settings.auth = .some(auth)
        }
        if extensions[.middleware] != nil {
            var middleware = MiddlewareSettings()
            middleware.id.id = .middleware
            settings.middlewares = [middleware]
        }
        let method = GRPCMethod { Bytes(utf8: "\($0.message.count) \(Self.describe($0.client))") }
        let server = GRPCServer(settings, logger: Logger(ServerLog()), methods: ["/test.Echo/Say": method])
        let address = try await server.start(HookHost(extensions: extensions))
        do {
            try await body(address.port)
        } catch {
            await server.shutdown(grace: .zero)
            throw error
        }
        await server.shutdown(grace: .seconds(5))
    }

    @Test("HTTP/1.1: a stranger gets 401 before the body is sent, and the connection goes on")
    func http1() async throws {
        try await withHTTP { port in
            let socket = try ServerSocket(port: port)
            try socket.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n")
            let refusal = try socket.receiveResponse()
            #expect(refusal.head.hasPrefix("HTTP/1.1 401 Unauthorized\r\n"))
            #expect(refusal.body == "no password\n")
            try socket.send("bodyPOST /a HTTP/1.1\r\nHost: x\r\nX-Pass: sesame\r\nContent-Length: 4\r\n\r\nmore")
            let answer = try socket.receiveResponse()
            #expect(answer.body == "more peers=somebody,/a word=sesame")
            try socket.send("GET /b HTTP/1.1\r\nHost: x\r\nX-Pass: wrong\r\n\r\n")
            #expect(try socket.receiveResponse().body == "wrong password\n")
        }
    }

    @Test(
        "HTTP/1.1: a stranger's body that is long, or waits, or has no length ends the connection",
        arguments: [
            "Content-Length: 4000000\r\n\r\n", "Content-Length: 4\r\nExpect: 100-continue\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n",
        ]
    )
    func http1Ends(_ rest: String) async throws {
        try await withHTTP { port in
            let socket = try ServerSocket(port: port)
            try socket.send("POST /a HTTP/1.1\r\nHost: x\r\n\(rest)")
            let text = try socket.receiveAll()
            #expect(text.hasPrefix("HTTP/1.1 401 "))
            #expect(text.contains("connection: close\r\n"))
        }
    }

    @Test("HTTP/1.1: what comes while the authenticator thinks is kept")
    func http1Waits() async throws {
        let gate = Gate()
        try await withHTTP([.door: PasswordDoor(gate: gate)]) { port in
            let socket = try ServerSocket(port: port)
            let request = "POST /a HTTP/1.1\r\nHost: x\r\nX-Pass: sesame\r\nContent-Length: 4\r\n\r\nbody"
            try socket.send(request + request)
            gate.open()
            for _ in 0..<2 { #expect(try socket.receiveResponse().body.hasPrefix("body peers")) }
        }
    }

    @Test("the query stands in for a header where request_params says so")
    func parameters() async throws {
        try await withHTTP { port in
            let socket = try ServerSocket(port: port)
            try socket.send("GET /a?y=1&x-pass=%73esame HTTP/1.1\r\nHost: x\r\nX-Pass: wrong\r\n\r\n")
            #expect(try socket.receiveResponse().head.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test("a browser's preflight needs no credentials, and a refusal can be read by the page")
    func preflight() async throws {
        let change: (inout HTTPServerSettings) -> Void = { settings in
            var cors = CORSSettings()
            cors.allowedOrigins = ["http://page.example"]
            settings.cors = .some(cors)
        }
        try await withHTTP([.door: PasswordDoor()], change) { port in
            let socket = try ServerSocket(port: port)
            let origin = "Host: x\r\nOrigin: http://page.example\r\n"
            try socket.send("OPTIONS / HTTP/1.1\r\n\(origin)Access-Control-Request-Method: POST\r\n\r\n")
            #expect(try socket.receiveResponse().head.hasPrefix("HTTP/1.1 204 "))
            try socket.send("POST / HTTP/1.1\r\n\(origin)Content-Length: 0\r\n\r\n")
            let refusal = try socket.receiveResponse()
            #expect(refusal.head.hasPrefix("HTTP/1.1 401 "))
            #expect(refusal.head.contains("access-control-allow-origin: http://page.example\r\n"))
        }
    }

    @Test("HTTP/2: a stranger gets 401 before the body is sent, a friend an answer")
    func http2() async throws {
        try await withHTTP { port in
            let client = try ServerHTTP2Client(port: port)
            let header = [(":method", "POST"), (":scheme", "http"), (":path", "/a"), (":authority", "x")]
            try client.sendHeader(1, header)
            let refusal = try client.answer(1)
            #expect(refusal.header[":status"] == "401")
            #expect(String(decoding: refusal.body, as: UTF8.self) == "no password\n")
            try client.sendHeader(3, header + [("x-pass", "sesame")])
            try client.sendData(3, Array("body".utf8), end: true)
            let answer = try client.answer(3)
            #expect(String(decoding: answer.body, as: UTF8.self) == "body peers=somebody,/a word=sesame")
        }
    }

    @Test("gRPC: a stranger gets UNAUTHENTICATED before the message is sent, a friend an answer")
    func grpc() async throws {
        try await withGRPC { port in
            try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.sendHeader(1, ServerHTTP2Client.grpcHeader("/test.Echo/Say"))
                let refusal = try client.answer(1)
                #expect(refusal.grpc["grpc-status"] == "16")
                #expect(refusal.grpc["grpc-message"] == "no password")
                try client.call(3, "/test.Echo/Say", [1, 2], extra: [("x-pass", "sesame")])
                let answer = try client.answer(3)
                #expect(
                    String(decoding: answer.body.dropFirst(5), as: UTF8.self)
                        == "2 peers=somebody,/test.Echo/Say word=sesame"
                )
            }
        }
    }

    @Test("gRPC: while the authenticator thinks, a client may send one window and no more")
    func grpcWaits() async throws {
        let gate = Gate()
        try await withGRPC([.door: PasswordDoor(gate: gate)]) { port in
            let client = try await offThread { try ServerHTTP2Client(port: port) }
            try await offThread {
                try client.sendHeader(
                    1,
                    ServerHTTP2Client.grpcHeader("/test.Echo/Say") + [("x-pass", "sesame")]
                )
                while client.settings[4] == nil { try client.receiveFrame() }
            }
            await gate.arrivals(1)
            let size = 1_000_000
            let window = client.window(1)
            #expect(window < size)
            let body = [0] + ServerHTTP2Client.big(UInt32(size)) + [UInt8](repeating: 7, count: size)
            try await offThread {
                // The answer to the ping proves that everything before it was read.
                var sent = 0
                while sent < window {
                    let chunk = body[sent..<min(sent + 16384, window)]
                    try client.sendData(1, Array(chunk), end: false)
                    client.spend(chunk.count, on: 1)
                    sent += chunk.count
                }
                try client.send(type: 6, flags: 0, stream: 0, [UInt8](repeating: 1, count: 8))
                while client.pongs == 0 { try client.receiveFrame() }
            }
            #expect(client.window(1) == 0)
            gate.open()
            let answer = try await offThread {
                let sender = ServerWindowedSender(client, stream: 1, body: Array(body[window...]))
                try sender.sendAll()
                return try client.answer(1)
            }
            #expect(String(decoding: answer.body.dropFirst(5), as: UTF8.self).hasPrefix("\(size) peers"))
        }
    }

    @Test("a client that goes away ends its authentication")
    func goesAway() async throws {
        let gate = Gate()
        try await withGRPC([.door: PasswordDoor(gate: gate)]) { port in
            let client = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.call(1, "/test.Echo/Say", [1])
                return client
            }
            await gate.arrivals(1)
            client.socket.reset()
            // The gate opens when its task is cancelled.
            await gate.pass()
        }
    }

    @Test("a middleware's refusal says when to come back")
    func middleware() async throws {
        try await withHTTP([.middleware: Overloaded()]) { port in
            let socket = try ServerSocket(port: port)
            try socket.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
            let refusal = try socket.receiveResponse()
            #expect(refusal.head.hasPrefix("HTTP/1.1 429 Too Many Requests\r\n"))
            #expect(refusal.head.contains("retry-after: 3\r\n"))
            #expect(refusal.body == "data refused due to high memory usage\n")
        }
        try await withGRPC([.middleware: Overloaded()]) { port in
            let status = await GRPCClientTests.status { () async throws(GRPCStatus) in
                let client = GRPCClientTests.client(port)
                return try await client.unary("/test.Echo/Say", [Bytes(utf8: "x")])
            }
            #expect(status.code == .resourceExhausted)
            #expect(status.retryAfter == .seconds(3))
        }
    }

    @Test(
        "an extension that is missing, or of another sort, is an error at start",
        arguments: [
            ([:], "failed to resolve authenticator \"door\": authenticator not found"),
            ([.door: Overloaded()], "requested authenticator is not a server authenticator"),
        ] as [([ComponentID: any Extension], String)]
    )
    func missing(_ extensions: [ComponentID: any Extension], _ expected: String) async throws {
        var settings = GRPCServerSettings(endpoint: "127.0.0.1:0")
        var auth = AuthenticationSettings()
        auth.authenticator.id = .door
        settings.auth = .some(auth)
        let server = GRPCServer(settings, logger: Logger(ServerLog()), methods: [:])
        do {
            _ = try await server.start(HookHost(extensions: extensions))
            Issue.record("started")
        } catch {
            #expect("\(error)".hasPrefix(expected))
        }
        await server.shutdown(grace: .zero)
    }
}
