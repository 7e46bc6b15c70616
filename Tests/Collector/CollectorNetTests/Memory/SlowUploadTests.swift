import CollectorAPI
import Glibc
import Pdata
import Testing

@testable import CollectorNet

/// A client that sends its request's body without pause, but at 8 KB a second.
@Suite("a slow upload", .timeLimit(.minutes(5))) struct SlowUploadTests {
    private static let path = "/test.Echo/Say"

    /// 12 seconds' worth, of which less than half is forgiven.
    private static let short = 96_000

    /// Minutes' worth: time enough for others to ask for memory.
    private static let long = 960_000

    /// Room for one long body, not for two.
    private static func budget() -> MemoryBudget { MemoryBudget(limit: 1_800_000, at: ByteMeter()) }

    @Sendable private static func count(_ request: HTTPRequest) async -> HTTPResponse {
        HTTPResponse(status: 200, text: String(request.body.count))
    }

    private static let methods = [path: GRPCMethod { request in Bytes(utf8: String(request.message.count)) }]

    /// Hands out pieces of `bytes` at the client's pace, until it has its answer.
    private static func trickle(_ bytes: [UInt8], until isAnswered: Lock<Bool>, _ send: ([UInt8], Bool) throws -> Void)
    {
        for start in stride(from: 0, to: bytes.count, by: 400) where !isAnswered.withLock({ $0 }) {
            usleep(50_000)
            let end = min(start + 400, bytes.count)
            // The server may close before all is sent.
            try? send(Array(bytes[start..<end]), end == bytes.count)
        }
    }

    /// Begins a request; when this returns, the server has promised it memory.
    private static func begin(_ socket: ServerSocket, _ size: Int) async throws {
        try await offThread {
            try socket.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(size)\r\nExpect: 100-continue\r\n\r\n")
            #expect(try socket.receiveResponse().head == "HTTP/1.1 100 Continue\r\n\r\n")
        }
    }

    /// Sends the request's body slowly; the answer.
    private static func go(_ socket: ServerSocket, _ size: Int) async throws -> (head: String, body: String) {
        let isAnswered = Lock(false)
        async let answer = offThread {
            defer { isAnswered.withLock { $0 = true } }
            return try socket.receiveResponse()
        }
        try await offThread {
            trickle([UInt8](repeating: 1, count: size), until: isAnswered) { piece, _ in try socket.send(piece) }
        }
        return try await answer
    }

    /// Begins a call; when this returns, the server has promised it memory.
    private static func begin(_ client: ServerHTTP2Client, _ size: Int) async throws {
        try await offThread {
            try client.sendHeader(1, ServerHTTP2Client.grpcHeader(path))
            try client.sendData(1, [0] + ServerHTTP2Client.big(UInt32(size)), end: false)
            try client.send(type: 6, flags: 0, stream: 0, [UInt8](repeating: 0, count: 8))
            while client.pongs == 0 { try client.receiveFrame() }
        }
    }

    /// Sends the call's message slowly; the answer.
    private static func go(_ client: ServerHTTP2Client, _ size: Int) async throws -> ServerHTTP2Client.Answer {
        let isAnswered = Lock(false)
        async let answer = offThread {
            defer { isAnswered.withLock { $0 = true } }
            return try client.answer(1)
        }
        try await offThread {
            trickle([UInt8](repeating: 1, count: size), until: isAnswered) { piece, isEnd in
                try client.sendData(1, piece, end: isEnd)
            }
        }
        return try await answer
    }

    @Test("a slow body is taken while nobody else needs its memory") func body() async throws {
        try await withHTTPServer({ $0.budget = Self.budget() }, handler: Self.count) { port, _ in
            let slow = try ServerSocket(port: port)
            try await Self.begin(slow, Self.short)
            let answer = try await Self.go(slow, Self.short)
            #expect(answer.head.hasPrefix("HTTP/1.1 200 "))
            #expect(answer.body == "\(Self.short)")
        }
    }

    @Test("a slow message is taken while nobody else needs its memory") func message() async throws {
        try await withGRPCServer(Self.methods, { $0.budget = Self.budget() }) { port, _ in
            let slow = try ServerHTTP2Client(port: port)
            try await Self.begin(slow, Self.short)
            let answer = try await Self.go(slow, Self.short)
            #expect(answer.grpc["grpc-status"] == "0")
            #expect(Array(answer.body.dropFirst(5)) == Array("\(Self.short)".utf8))
        }
    }

    @Test("a slow body is refused when others need its memory, who get it") func bodyUnderPressure() async throws {
        try await withHTTPServer({ $0.budget = Self.budget() }, handler: Self.count) { port, _ in
            let slow = try ServerSocket(port: port)
            try await Self.begin(slow, Self.long)
            async let answer = Self.go(slow, Self.long)
            let request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(Self.long)\r\n\r\n"
            let other = try await offThread {
                try BackPressureHTTPTests.sendUntilTaken(port, Array(request.utf8) + Self.fast)
            }
            #expect(other.body == "\(Self.long)")
            let refused = try await answer
            #expect(refused.head.hasPrefix("HTTP/1.1 503 "))
            #expect(BackPressureHTTPTests.retryAfter(refused.head) != nil)
        }
    }

    @Test("a slow message is refused when others need its memory, who get it") func messageUnderPressure() async throws
    {
        try await withGRPCServer(Self.methods, { $0.budget = Self.budget() }) { port, _ in
            let slow = try ServerHTTP2Client(port: port)
            try await Self.begin(slow, Self.long)
            async let answer = Self.go(slow, Self.long)
            let other = try await offThread {
                try BackPressureGRPCTests.callUntilTaken(try ServerHTTP2Client(port: port), Self.fast)
            }
            #expect(other.grpc["grpc-status"] == "0")
            let refused = try await answer
            #expect(refused.grpc["grpc-status"] == "14")
            #expect(BackPressureGRPCTests.retryDelay(refused) != nil)
        }
    }

    private static let fast = [UInt8](repeating: 2, count: long)
}
