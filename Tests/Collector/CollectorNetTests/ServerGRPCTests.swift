import CollectorAPI
import Pdata
import Testing

@testable import CollectorNet

@Suite(.timeLimit(.minutes(5))) struct ServerGRPCTests {
    static let echoMethod: [String: GRPCMethod] = ["/test.Echo/Say": GRPCMethod { request in request.message }]

    @Test func answersACall() async throws {
        try await withGRPCServer(Self.echoMethod) { port, _ in
            let answer = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.call(1, "/test.Echo/Say", Array("hello".utf8))
                return try client.answer(1)
            }
            #expect(answer.header[":status"] == "200")
            #expect(answer.header["content-type"] == "application/grpc")
            #expect(answer.body == [0, 0, 0, 0, 5] + Array("hello".utf8))
            #expect(answer.trailers["grpc-status"] == "0")
        }
    }

    @Test func answersManyCallsOfOneConnection() async throws {
        try await withGRPCServer(Self.echoMethod) { port, _ in
            let bodies = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                for index in 0..<200 {
                    try client.call(UInt32(index * 2 + 1), "/test.Echo/Say", Array("call \(index)".utf8))
                }
                return try (0..<200).map { index in
                    String(decoding: try client.answer(UInt32(index * 2 + 1)).body.dropFirst(5), as: UTF8.self)
                }
            }
            #expect(bodies == (0..<200).map { "call \($0)" })
        }
    }

    @Test func takesAndSendsMessagesBeyondTheWindows() async throws {
        let message = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
        try await withGRPCServer(Self.echoMethod) { port, _ in
            let answer = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.sendHeader(1, ServerHTTP2Client.grpcHeader("/test.Echo/Say"))
                let body = [0] + ServerHTTP2Client.big(UInt32(message.count)) + message
                // Within what the server granted: the rest goes when windows come back.
                let sender = ServerWindowedSender(client, stream: 1, body: body)
                try sender.sendAll()
                return try client.answer(1)
            }
            #expect(answer.body.count == message.count + 5)
            #expect(Array(answer.body.dropFirst(5)) == message)
            #expect(answer.trailers["grpc-status"] == "0")
        }
    }

    @Test(arguments: [
        ("/test.Echo/Shout", "12", "unknown method Shout for service test.Echo"),
        ("/test.Other/Say", "12", "unknown service test.Other"),
        ("/nothing", "12", "malformed method name: \"/nothing\""),
    ])
    func namesWhatIsUnknown(path: String, status: String, message: String) async throws {
        try await withGRPCServer(Self.echoMethod) { port, _ in
            let answer = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.call(1, path, [])
                return try client.answer(1)
            }
            #expect(answer.grpc["grpc-status"] == status)
            #expect(answer.grpc["grpc-message"] == message)
        }
    }

    @Test func refusesAMessageOverTheLimitByItsPrefix() async throws {
        try await withGRPCServer(Self.echoMethod, { $0.maxMessageSize = 1000 }) { port, _ in
            let answer = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.sendHeader(1, ServerHTTP2Client.grpcHeader("/test.Echo/Say"))
                try client.sendData(1, [0] + ServerHTTP2Client.big(1001), end: false)
                return try client.answer(1)
            }
            #expect(answer.grpc["grpc-status"] == "8")
            #expect(answer.grpc["grpc-message"] == "grpc: received message larger than max (1001 vs. 1000)")
        }
    }

    @Test(arguments: [("gzip", ContentCoding.gzip), ("snappy", .framedSnappy), ("zstd", .zstd)])
    func undoesCompressionWithinTheLimit(_ name: String, _ coding: ContentCoding) async throws {
        let text = Bytes(utf8: String(repeating: "compressible ", count: 5000))
        let packed = coding.compress([text]).array
        for (message, limit, status) in [
            (packed, text.count, "0"), (packed, 10_000, "8"), (packed.dropLast(), 100_000, "3"),
        ] {
            try await withGRPCServer(Self.echoMethod, { $0.maxMessageSize = limit }) { port, _ in
                let answer = try await offThread {
                    let client = try ServerHTTP2Client(port: port)
                    let extra = [("grpc-encoding", name)]
                    try client.call(1, "/test.Echo/Say", Array(message), extra: extra, compressed: true)
                    return try client.answer(1)
                }
                #expect(answer.grpc["grpc-status"] == status)
                if status == "0" { #expect(Array(answer.body.dropFirst(5)) == text.array) }
                guard status == "3" else { return }
                let reason = "grpc: failed to decompress the received message: it is not valid \(name) data"
                #expect(answer.grpc["grpc-message"] == reason)
            }
        }
    }

    @Test func refusesAnEncodingItDoesNotKnow() async throws {
        try await withGRPCServer(Self.echoMethod) { port, _ in
            let answer = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.call(1, "/test.Echo/Say", [1], extra: [("grpc-encoding", "lz4")], compressed: true)
                return try client.answer(1)
            }
            #expect(answer.grpc["grpc-status"] == "12")
            #expect(answer.grpc["grpc-accept-encoding"] == "identity,gzip,snappy,zstd")
        }
    }

    @Test func givesMethodsTheCompressedBytesOnlyWhenAsked() async throws {
        let packed = ContentCoding.gzip.compress([Bytes(utf8: "text")])
        let answer: @Sendable (GRPCRequest) async throws(GRPCStatus) -> Bytes = { $0.compressedForm?.bytes ?? Bytes() }
        let methods = [
            "/test.Echo/Kept": GRPCMethod(keeping: [.gzip], answer),
            "/test.Echo/Not": GRPCMethod(keeping: [.zstd], answer),
        ]
        try await withGRPCServer(methods) { port, _ in
            let answers = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                return try [(UInt32(1), "/test.Echo/Kept"), (3, "/test.Echo/Not")].map { id, path in
                    try client.call(id, path, packed.array, extra: [("grpc-encoding", "gzip")], compressed: true)
                    return Array(try client.answer(id).body.dropFirst(5))
                }
            }
            #expect(answers == [packed.array, []])
        }
    }

    @Test func sendsStatusesWithRetryInfo() async throws {
        let busy = GRPCMethod { _ throws(GRPCStatus) in
            throw GRPCStatus(.unavailable, "voll – 100%", retryAfter: .seconds(3))
        }
        try await withGRPCServer(["/test.Echo/Say": busy]) { port, _ in
            let answer = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.call(1, "/test.Echo/Say", [])
                return try client.answer(1)
            }
            #expect(answer.grpc["grpc-status"] == "14")
            #expect(answer.grpc["grpc-message"] == "voll %E2%80%93 100%25")
            let details = try #require(answer.grpc["grpc-status-details-bin"].flatMap(Base64.decode))
            #expect(GRPCStatus(decoding: Bytes(details))?.retryAfter == .seconds(3))
        }
    }

    @Test func refusesWhatIsNotGRPC() async throws {
        try await withGRPCServer(Self.echoMethod) { port, _ in
            let (html, get) = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                let target = [(":scheme", "http"), (":path", "/test.Echo/Say"), (":authority", "test")]
                try client.sendHeader(1, [(":method", "POST")] + target + [("content-type", "text/html")], end: true)
                try client.sendHeader(3, [(":method", "GET")] + target, end: true)
                return (try client.answer(1), try client.answer(3))
            }
            #expect(html.header[":status"] == "415")
            #expect(get.header[":status"] == "405")
        }
    }

    @Test func tellsHTTP1ClientsWhereTheyAre() async throws {
        try await withGRPCServer(Self.echoMethod) { port, _ in
            let text = try await offThread {
                let socket = try ServerSocket(port: port)
                try socket.send("POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
                return try socket.receiveAll()
            }
            #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(text.contains("This endpoint serves gRPC, which needs HTTP/2."))
        }
    }

    @Test func cancelsTheHandlerWhenItsDeadlinePasses() async throws {
        let gate = Gate()
        let slow = GRPCMethod { request in
            await gate.pass()
            return request.message
        }
        try await withGRPCServer(["/test.Echo/Say": slow]) { port, _ in
            let answer = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.call(1, "/test.Echo/Say", [], extra: [("grpc-timeout", "20m")])
                return try client.answer(1)
            }
            #expect(answer.grpc["grpc-status"] == "4")
        }
    }

    @Test func cancelsTheHandlerWhenTheClientResetsTheStream() async throws {
        let entered = Gate()
        let method = GRPCMethod { request in
            await entered.pass()
            return request.message
        }
        try await withGRPCServer(["/test.Echo/Say": method]) { port, _ in
            let client = try ServerHTTP2Client(port: port)
            try await offThread { try client.call(1, "/test.Echo/Say", []) }
            await entered.arrivals(1)
            // The gate opens by cancellation only.
            try await offThread { try client.send(type: 3, flags: 0, stream: 1, ServerHTTP2Client.big(8)) }
            await entered.pass()
        }
    }

    @Test func cancelsTheHandlerWhenTheClientVanishes() async throws {
        let entered = Gate()
        let method = GRPCMethod { request in
            await entered.pass()
            return request.message
        }
        try await withGRPCServer(["/test.Echo/Say": method]) { port, _ in
            let client = try ServerHTTP2Client(port: port)
            try await offThread { try client.call(1, "/test.Echo/Say", []) }
            await entered.arrivals(1)
            client.socket.reset()
            await entered.pass()
        }
    }

    @Test func answersCallsUnderWayWhenItStops() async throws {
        let gate = Gate()
        let slow = GRPCMethod { request in
            await gate.pass()
            return request.message
        }
        let server = GRPCServer(
            options: GRPCServerOptions(endpoint: "127.0.0.1:0"),
            logger: Logger(ServerLog()),
            methods: ["/test.Echo/Say": slow]
        )
        let port = try await server.start().port
        let client = try ServerHTTP2Client(port: port)
        try await offThread { for id in [1, 3, 5] as [UInt32] { try client.call(id, "/test.Echo/Say", [7]) } }
        await gate.arrivals(3)
        async let stopped: Void = server.shutdown(grace: .seconds(10))
        try await offThread { while client.goAway == nil, !client.isClosed { try client.receiveFrame() } }
        gate.open()
        try await offThread { try client.receiveToEnd() }
        await stopped
        #expect(client.goAway?.code == 0)
        #expect([1, 3, 5].allSatisfy { client.answers[$0]?.trailers["grpc-status"] == "0" })
        #expect(throws: ServerSocket.Failure.self) { _ = try ServerSocket(port: port) }
    }

    @Test func cancelsAndAnswersWhatOutlastsTheGrace() async throws {
        let gate = Gate()
        let patient = GRPCMethod { request throws(GRPCStatus) in
            await gate.pass()
            if Task.isCancelled { throw GRPCStatus(.unavailable, "stopping") }
            return request.message
        }
        let server = GRPCServer(
            options: GRPCServerOptions(endpoint: "127.0.0.1:0"),
            logger: Logger(ServerLog()),
            methods: ["/test.Echo/Say": patient]
        )
        let port = try await server.start().port
        let client = try ServerHTTP2Client(port: port)
        try await offThread { try client.call(1, "/test.Echo/Say", [7]) }
        await gate.arrivals(1)
        async let stopped: Void = server.shutdown(grace: .milliseconds(10))
        try await offThread { try client.receiveToEnd() }
        await stopped
        #expect(client.answers[1]?.grpc["grpc-status"] == "14")
    }

    @Test func aCancelledShutdownGivesNoGrace() async throws {
        let gate = Gate()
        let patient = GRPCMethod { request throws(GRPCStatus) in
            await gate.pass()
            throw GRPCStatus(.unavailable, "stopping")
        }
        let server = GRPCServer(
            options: GRPCServerOptions(endpoint: "127.0.0.1:0"),
            logger: Logger(ServerLog()),
            methods: ["/test.Echo/Say": patient]
        )
        let port = try await server.start().port
        let client = try ServerHTTP2Client(port: port)
        try await offThread { try client.call(1, "/test.Echo/Say", [7]) }
        await gate.arrivals(1)
        let stopping = Task { await server.shutdown(grace: .seconds(3600)) }
        stopping.cancel()
        try await offThread { try client.receiveToEnd() }
        await stopping.value
        #expect(client.answers[1]?.grpc["grpc-status"] == "14")
    }

    @Test func cutsOffWhatIgnoresItsCancellation() async throws {
        let gate = Gate()
        let stuck = GRPCMethod { request in
            await Task.detached { await gate.pass() }.value
            return request.message
        }
        let server = GRPCServer(
            options: GRPCServerOptions(endpoint: "127.0.0.1:0"),
            logger: Logger(ServerLog()),
            methods: ["/test.Echo/Say": stuck]
        )
        let port = try await server.start().port
        let client = try ServerHTTP2Client(port: port)
        try await offThread { try client.call(1, "/test.Echo/Say", [7]) }
        await gate.arrivals(1)
        async let stopped: Void = server.shutdown(grace: .milliseconds(10))
        try await offThread { try client.receiveToEnd() }
        gate.open()
        await stopped
        #expect(client.answers[1]?.isEnded != true)
    }
}

/// Sends a body as the server's windows allow.
final class ServerWindowedSender {
    private let client: ServerHTTP2Client
    private let stream: UInt32
    private let body: [UInt8]

    init(_ client: ServerHTTP2Client, stream: UInt32, body: [UInt8]) {
        self.client = client
        self.stream = stream
        self.body = body
    }

    func sendAll() throws {
        var sent = 0
        while sent < body.count {
            let room = min(client.window(0), client.window(stream), 16384)
            guard room > 0 else {
                // Who is answered before all was sent gets no more room.
                if client.answers[stream]?.isEnded == true { return }
                try client.receiveFrame()
                continue
            }
            let chunk = Array(body[sent..<min(sent + room, body.count)])
            sent += chunk.count
            client.spend(chunk.count, on: stream)
            try client.sendData(stream, chunk, end: sent == body.count)
        }
    }
}
