import CollectorAPI
import Pdata
import Testing

@testable import CollectorNet

@Suite(.timeLimit(.minutes(5))) struct ServerHTTP2Tests {
    private static func header(_ method: String, _ path: String) -> [(String, String)] {
        [(":method", method), (":scheme", "http"), (":path", path), (":authority", "test")]
    }

    @Test func servesRequestsByPriorKnowledge() async throws {
        try await withHTTPServer { port, _ in
            let answer = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.sendHeader(1, Self.header("POST", "/a?b=c"))
                try client.sendData(1, Array("body".utf8), end: true)
                return try client.answer(1)
            }
            #expect(answer.header[":status"] == "200")
            #expect(answer.header["date"] != nil)
            #expect(String(decoding: answer.body, as: UTF8.self) == "POST /a?b=c body")
        }
    }

    @Test func takesThePrefaceInPieces() async throws {
        try await withHTTPServer { port, _ in
            let (http1, http2) = try await offThread {
                let first = try ServerSocket(port: port)
                for part in ["PR", "OPFIND / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"] { try first.send(part) }
                let second = try ServerSocket(port: port)
                for part in ["P", "RI * HTTP/2.0\r\n", "\r\nSM\r\n\r\n"] { try second.send(part) }
                try second.send([0, 0, 0, 4, 0, 0, 0, 0, 0])
                return (try first.receiveAll(), try second.receive(exactly: 4) ?? [])
            }
            #expect(http1.hasSuffix("PROPFIND / "))
            #expect(http2.count == 4 && http2[3] == 4)
        }
    }

    @Test func holdsAnswersBackAtTheWindow() async throws {
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
            HTTPResponse(status: 200, body: [Bytes([UInt8](repeating: 7, count: 300_000))])
        }
        try await withHTTPServer(handler: handler) { port, _ in
            let (before, after) = try await offThread {
                let client = try ServerHTTP2Client(port: port, returnsWindow: false)
                try client.sendHeader(1, Self.header("GET", "/"), end: true)
                try client.sendHeader(3, Self.header("HEAD", "/"), end: true)
                // 65535 bytes fit the window; HEAD's answer, which needs none, passes by.
                while client.answers[1]?.body.count != 65535 || client.answers[3]?.isEnded != true {
                    try client.receiveFrame()
                }
                let before = client.answers[1]
                try client.send(type: 8, flags: 0, stream: 0, ServerHTTP2Client.big(400_000))
                try client.send(type: 8, flags: 0, stream: 1, ServerHTTP2Client.big(400_000))
                return (before, try client.answer(1))
            }
            #expect(before?.isEnded == false)
            #expect(after.body.count == 300_000)
        }
    }

    @Test func refusesBodiesOverTheLimitEarly() async throws {
        try await withHTTPServer({ $0.maxBodySize = 10 }) { port, _ in
            let (declared, sent) = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.sendHeader(1, Self.header("POST", "/") + [("content-length", "11")])
                try client.sendHeader(3, Self.header("POST", "/"))
                try client.sendData(3, [UInt8](repeating: 65, count: 11), end: false)
                return (try client.answer(1), try client.answer(3))
            }
            #expect(declared.header[":status"] == "413")
            #expect(sent.header[":status"] == "413")
        }
    }

    @Test func resetsHeaderBombs() async throws {
        try await withHTTPServer { port, _ in
            let (bomb, good) = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                // One field of 4000 bytes enters the table; each byte 0xbe repeats it.
                let name = ServerHTTP2Client.literal([("", String(repeating: "b", count: 3900))])
                let entry: [UInt8] = [0x40, 1, 0x61] + name.dropFirst(2)
                let block =
                    ServerHTTP2Client.literal(Self.header("GET", "/")) + entry + [UInt8](repeating: 0xbe, count: 10000)
                try client.send(type: 1, flags: 5, stream: 1, block)
                let bomb = try client.answer(1)
                try client.sendHeader(3, Self.header("GET", "/fine"), end: true)
                return (bomb, try client.answer(3))
            }
            #expect(bomb.reset != nil)
            #expect(good.header[":status"] == "200")
        }
    }

    @Test func survivesAbortedUploads() async throws {
        try await withHTTPServer { port, _ in
            let answer = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                for index in 0..<100 {
                    let id = UInt32(index * 2 + 1)
                    try client.sendHeader(id, Self.header("POST", "/abort"))
                    try client.sendData(id, [1, 2, 3], end: false)
                    try client.send(type: 3, flags: 0, stream: id, ServerHTTP2Client.big(8))
                }
                try client.sendHeader(1001, Self.header("GET", "/fine"), end: true)
                return try client.answer(1001)
            }
            #expect(answer.header[":status"] == "200")
        }
    }

    @Test func endsAConnectionThatOpensMoreStreamsThanGranted() async throws {
        let gate = Gate()
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            await gate.pass()
            return await echo(request)
        }
        try await withHTTPServer(handler: handler) { port, _ in
            let client = try ServerHTTP2Client(port: port)
            try await offThread {
                while client.settings[3] == nil { try client.receiveFrame() }
                for index in 0...UInt32(256) {
                    try client.sendHeader(index * 2 + 1, Self.header("GET", "/wait"), end: true)
                }
                try client.receiveToEnd()
            }
            #expect(client.settings[3] == 256)
            #expect(client.goAway?.code == 1)
            await gate.pass()
        }
    }

    @Test func survivesGarbage() async throws {
        try await withHTTPServer { port, _ in
            var random = SplitMix64(seed: 42)
            for _ in 0..<200 {
                let noise = (0..<Int.random(in: 1...300, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                let isHTTP2 = Bool.random(using: &random)
                try await offThread {
                    let socket = try ServerSocket(port: port)
                    if isHTTP2 { try socket.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") }
                    try? socket.send(noise)
                    socket.reset()
                }
            }
            let answer = try await offThread {
                let socket = try ServerSocket(port: port)
                try socket.send("GET /alive HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                return try socket.receiveAll()
            }
            #expect(answer.hasSuffix("GET /alive "))
        }
    }

    @Test func closesIdleConnections() async throws {
        try await withHTTPServer({ $0.idleTimeout = .milliseconds(50) }) { port, _ in
            let client = try ServerHTTP2Client(port: port)
            try await offThread {
                try client.sendHeader(1, Self.header("GET", "/"), end: true)
                try client.receiveToEnd()
            }
            #expect(client.answers[1]?.header[":status"] == "200")
            #expect(client.goAway?.code == 0)
        }
    }
}
