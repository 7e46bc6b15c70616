import CollectorAPI
import Glibc
import Pdata
import Testing

@testable import CollectorNet

@Suite(.timeLimit(.minutes(5))) struct BackPressureHTTPTests {
    @Sendable private static func count(_ request: HTTPRequest) async -> HTTPResponse {
        HTTPResponse(status: 200, text: String(request.body.count))
    }

    private static func post(_ length: Int) -> String {
        "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Length: \(length)\r\n\r\n"
    }

    /// What a client that the server refused for now does: it waits as long as it is told, and sends again.
    private static func sendUntilTaken(_ port: Int, _ request: [UInt8]) throws -> (head: String, body: String) {
        for _ in 0..<20 {
            let socket = try ServerSocket(port: port)
            // The server may refuse, and close, before it has read the whole.
            try? socket.send(request)
            let response = try socket.receiveResponse()
            guard response.head.hasPrefix("HTTP/1.1 503") else { return response }
            sleep(try #require(retryAfter(response.head)))
        }
        return ("", "")
    }

    private static func retryAfter(_ head: String) -> UInt32? {
        head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("retry-after: ") }
            .flatMap { UInt32($0.split(separator: " ")[1]) }
    }

    @Test func clientsThatSendHalfDoNotLockOutOthers() async throws {
        let budget = MemoryBudget(limit: 10 << 20, at: ByteMeter())
        try await withHTTPServer({ $0.budget = budget }, handler: Self.count) { port, _ in
            let body = [UInt8](repeating: 1, count: 400_000)
            let (stalled, response) = try await offThread {
                let stalled = try (0..<200).map { _ in
                    let socket = try ServerSocket(port: port)
                    try? socket.send(Array(Self.post(400_000).utf8) + body.prefix(200_000))
                    return socket
                }
                let response = try Self.sendUntilTaken(port, Array(Self.post(400_000).utf8) + body)
                return (stalled, response)
            }
            #expect(response.head.hasPrefix("HTTP/1.1 200"))
            #expect(response.body == "400000")
            #expect(stalled.count == 200)
        }
        #expect(budget.used == 0)
    }

    @Test func clientsThatSendAheadAndNeverReadDoNotLockOutOthers() async throws {
        let budget = MemoryBudget(limit: 10 << 20, at: ByteMeter())
        let answer = String(repeating: "a", count: 200_000)
        try await withHTTPServer(
            { $0.budget = budget },
            handler: { request in
                guard request.method == "POST" else { return HTTPResponse(status: 200, text: answer) }
                return await Self.count(request)
            }
        ) { port, _ in
            let ahead = String(repeating: "GET /v1/traces HTTP/1.1\r\nHost: x\r\n\r\n", count: 4000)
            let (deaf, response) = try await offThread {
                let deaf = try (0..<300).map { _ in
                    let socket = try ServerSocket(port: port, receiveBuffer: 4096)
                    try socket.sendAtOnce(Array(ahead.utf8))
                    return socket
                }
                let body = [UInt8](repeating: 1, count: 400_000)
                let response = try Self.sendUntilTaken(port, Array(Self.post(400_000).utf8) + body)
                return (deaf, response)
            }
            #expect(response.head.hasPrefix("HTTP/1.1 200"))
            #expect(response.body == "400000")
            #expect(deaf.count == 300)
        }
        #expect(budget.used == 0)
    }

    @Test func whatIsSentAheadIsAnsweredInOrder() async throws {
        let budget = MemoryBudget(limit: 10 << 20, at: ByteMeter())
        let answer = String(repeating: "a", count: 1_000_000)
        try await withHTTPServer(
            { $0.budget = budget },
            handler: { HTTPResponse(status: 200, text: $0.path + answer) }
        ) { port, _ in
            let paths = try await offThread {
                let socket = try ServerSocket(port: port, receiveBuffer: 4096)
                let names = (0..<20).map { "/\($0)" }
                try socket.send(names.map { "GET \($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
                return try names.map { _ in try socket.receiveResponse().body.prefix { $0 != "a" } }
            }
            #expect(paths == (0..<20).map { "/\($0)" })
        }
    }

    @Test func aChunkedBodyIsRefusedAtTheStepThatFails() async throws {
        let budget = MemoryBudget(limit: 1 << 20, at: ByteMeter())
        let gate = Gate()
        try await withHTTPServer(
            { $0.budget = budget },
            handler: { request in
                await gate.pass()
                return HTTPResponse(status: 200, text: String(request.body.count))
            }
        ) { port, _ in
            let first = try await offThread {
                let socket = try ServerSocket(port: port)
                try socket.send(Array(Self.post(700_000).utf8) + [UInt8](repeating: 1, count: 700_000))
                return socket
            }
            await gate.arrivals(1)
            let refused = try await offThread {
                let socket = try ServerSocket(port: port)
                try socket.send("POST /v1/traces HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                let chunk = "4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n"
                for _ in 0..<16 { try? socket.send(chunk) }
                return try socket.receiveResponse().head
            }
            #expect(refused.hasPrefix("HTTP/1.1 503"))
            gate.open()
            let (taken, next) = try await offThread {
                let socket = try ServerSocket(port: port)
                let chunk = "4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n"
                let taken = try first.receiveResponse().body
                try socket.send(
                    "POST /v1/traces HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + String(repeating: chunk, count: 16) + "0\r\n\r\n"
                )
                return (taken, try socket.receiveResponse().body)
            }
            #expect(taken == "700000")
            #expect(next == "262144")
        }
        #expect(budget.used == 0)
    }

    @Test func bodiesOfHTTP2AreAdmittedToo() async throws {
        let budget = MemoryBudget(limit: 1 << 20, at: ByteMeter())
        let header = [(":method", "POST"), (":scheme", "http"), (":path", "/v1/traces"), (":authority", "x")]
        try await withHTTPServer({ $0.budget = budget }, handler: Self.count) { port, _ in
            let (refused, large, taken) = try await offThread {
                let stalled = try ServerHTTP2Client(port: port)
                try stalled.sendHeader(1, header + [("content-length", "800000")])
                try stalled.sendData(1, [1], end: false)
                try stalled.send(type: 6, flags: 0, stream: 0, [UInt8](repeating: 0, count: 8))
                while stalled.pongs == 0 { try stalled.receiveFrame() }
                let other = try ServerHTTP2Client(port: port)
                try other.sendHeader(1, header + [("content-length", "100000")])
                try other.sendHeader(3, header + [("content-length", "900000")])
                let (refused, large) = (try other.answer(1), try other.answer(3))
                try stalled.send(type: 3, flags: 0, stream: 1, ServerHTTP2Client.big(8))
                try stalled.send(type: 6, flags: 0, stream: 0, [UInt8](repeating: 0, count: 8))
                while stalled.pongs == 1 { try stalled.receiveFrame() }
                try other.sendHeader(5, header)
                try other.sendData(5, [UInt8](repeating: 1, count: 16384), end: true)
                return (refused, large, try other.answer(5))
            }
            #expect(refused.header[":status"] == "503")
            #expect(refused.header["retry-after"] != nil)
            #expect(large.header[":status"] == "413")
            #expect(taken.header[":status"] == "200")
        }
        #expect(budget.used == 0)
    }

    @Test func whatComesOutOfACompressedBodyIsAdmittedToo() async throws {
        let budget = MemoryBudget(limit: 1 << 20, at: ByteMeter())
        let packed = ContentCoding.gzip.compress([Bytes([UInt8](repeating: 1, count: 700_000))])
        let gate = Gate()
        try await withHTTPServer(
            { $0.budget = budget },
            handler: { request in
                if request.path == "/hold" { await gate.pass() }
                return await Self.count(request)
            }
        ) { port, _ in
            let held = try await offThread {
                let socket = try ServerSocket(port: port)
                let head = "POST /hold HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n"
                try socket.send(Array(head.utf8) + [UInt8](repeating: 1, count: 500_000))
                return socket
            }
            await gate.arrivals(1)
            let compressed = Array(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n".utf8
            )
            let refused = try await offThread {
                let socket = try ServerSocket(port: port)
                try socket.send(compressed + packed.array)
                return try socket.receiveResponse().head
            }
            #expect(refused.hasPrefix("HTTP/1.1 503"))
            #expect(Self.retryAfter(refused) != nil)
            gate.open()
            let bodies = try await offThread {
                let first = try held.receiveResponse().body
                return [first, try Self.sendUntilTaken(port, compressed + packed.array).body]
            }
            #expect(bodies == ["500000", "700000"])
        }
        #expect(budget.used == 0)
    }
}
