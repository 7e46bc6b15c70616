import CollectorAPI
import Glibc
import Pdata
import Testing

@testable import CollectorNet

@Suite(.timeLimit(.minutes(5))) struct BackPressureGRPCTests {
    private static let path = "/test.Echo/Say"
    private static let count = GRPCMethod { request in Bytes(utf8: String(request.message.count)) }

    /// What a client that the server refused for now does: it waits as long as it is told, and calls again.
    static func callUntilTaken(_ client: ServerHTTP2Client, _ message: [UInt8]) throws -> ServerHTTP2Client.Answer {
        for stream in stride(from: UInt32(1), to: 41, by: 2) {
            try call(client, stream, path, message)
            let answer = try client.answer(stream)
            guard answer.grpc["grpc-status"] == "14" else { return answer }
            let delay = try #require(retryDelay(answer))
            usleep(UInt32(delay / .microseconds(1)))
        }
        return try #require(client.answers[39])
    }

    /// A call that sends no more at once than the server grants.
    static func call(_ client: ServerHTTP2Client, _ stream: UInt32, _ path: String, _ message: [UInt8]) throws {
        try client.sendHeader(stream, ServerHTTP2Client.grpcHeader(path))
        let body = [0] + ServerHTTP2Client.big(UInt32(message.count)) + message
        try ServerWindowedSender(client, stream: stream, body: body).sendAll()
    }

    static func retryDelay(_ answer: ServerHTTP2Client.Answer) -> Duration? {
        answer.grpc["grpc-status-details-bin"].flatMap(Base64.decode).flatMap { GRPCStatus(decoding: Bytes($0)) }?
            .retryAfter
    }

    @Test func clientsThatSendHalfDoNotLockOutOthers() async throws {
        let budget = MemoryBudget(limit: 10 << 20, at: ByteMeter())
        let message = [UInt8](repeating: 1, count: 400_000)
        try await withGRPCServer([Self.path: Self.count], { $0.budget = budget }) { port, _ in
            let (stalled, answer) = try await offThread {
                let half = Array(([0] + ServerHTTP2Client.big(UInt32(message.count)) + message).prefix(200_000))
                let stalled = try (0..<200).map { _ in
                    let client = try ServerHTTP2Client(port: port)
                    try client.sendHeader(1, ServerHTTP2Client.grpcHeader(Self.path))
                    var rest = half[...]
                    while !rest.isEmpty {
                        let chunk = rest.prefix(16384)
                        rest = rest.dropFirst(chunk.count)
                        try client.sendData(1, Array(chunk), end: false)
                    }
                    return client
                }
                let answer = try Self.callUntilTaken(try ServerHTTP2Client(port: port), message)
                return (stalled, answer)
            }
            #expect(answer.grpc["grpc-status"] == "0")
            #expect(String(decoding: answer.body.dropFirst(5), as: UTF8.self) == "400000")
            #expect(stalled.count == 200)
        }
        #expect(budget.used == 0)
    }

    @Test func aFullBudgetDrainsWhenTheBackendReturns() async throws {
        let budget = MemoryBudget(limit: 10 << 20, at: ByteMeter())
        let gate = Gate()
        let slow = GRPCMethod { request in
            await gate.pass()
            return Bytes(utf8: String(request.message.count))
        }
        let message = [UInt8](repeating: 1, count: 100_000)
        try await withGRPCServer([Self.path: slow], { $0.budget = budget }) { port, _ in
            let (full, refused) = try await offThread {
                let full = try ServerHTTP2Client(port: port)
                // With what streams beyond the first 16 take, 82 fit into four fifths of 10 MiB.
                for index in 0..<82 { try Self.call(full, UInt32(index * 2 + 1), Self.path, message) }
                let refused = try ServerHTTP2Client(port: port)
                return (full, refused)
            }
            await gate.arrivals(82)
            let answer = try await offThread {
                try Self.call(refused, 1, Self.path, message)
                return try refused.answer(1)
            }
            #expect(answer.grpc["grpc-status"] == "14")
            #expect(answer.grpc["grpc-message"] == "data refused due to high memory usage")
            #expect(Self.retryDelay(answer) != nil)
            gate.open()
            let (answers, next) = try await offThread {
                let answers = try (0..<82).map { try full.answer(UInt32($0 * 2 + 1)) }
                return (answers, try Self.callUntilTaken(try ServerHTTP2Client(port: port), message))
            }
            #expect(answers.allSatisfy { $0.grpc["grpc-status"] == "0" })
            #expect(next.grpc["grpc-status"] == "0")
        }
        #expect(budget.used == 0)
        #expect(budget.refusedCount > 0)
    }

    @Test func aBlockedPipelineDoesNotStallAnotherOfTheSameConnection() async throws {
        let gate = Gate()
        let methods: [String: GRPCMethod] = [
            "/test.Traces/Export": GRPCMethod { request in
                await gate.pass()
                return request.message
            },
            "/test.Logs/Export": Self.count,
        ]
        let message = [UInt8](repeating: 1, count: 200_000)
        try await withGRPCServer(methods) { port, _ in
            let client = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                // Several times what the connection's window holds.
                for index in 0..<40 {
                    try Self.call(client, UInt32(index * 2 + 1), "/test.Traces/Export", message)
                }
                return client
            }
            await gate.arrivals(40)
            let answer = try await offThread {
                try Self.call(client, 101, "/test.Logs/Export", message)
                return try client.answer(101)
            }
            #expect(answer.grpc["grpc-status"] == "0")
            #expect(client.answers.count == 1)
            gate.open()
            let blocked = try await offThread { try (0..<40).map { try client.answer(UInt32($0 * 2 + 1)) } }
            #expect(blocked.allSatisfy { $0.body.count == message.count + 5 })
        }
    }

    @Test func whatCanNeverFitIsRefusedForGood() async throws {
        let budget = MemoryBudget(limit: 1000, at: ByteMeter())
        try await withGRPCServer([Self.path: Self.count], { $0.budget = budget }) { port, _ in
            let answer = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.call(1, Self.path, [UInt8](repeating: 1, count: 900))
                return try client.answer(1)
            }
            #expect(answer.grpc["grpc-status"] == "8")
            #expect(Self.retryDelay(answer) == nil)
        }
    }

    @Test func whatComesOutOfACompressedMessageIsAdmittedToo() async throws {
        let budget = MemoryBudget(limit: 1 << 20, at: ByteMeter())
        let packed = ContentCoding.gzip.compress([Bytes([UInt8](repeating: 1, count: 2_000_000))]).array
        try await withGRPCServer([Self.path: Self.count], { $0.budget = budget }) { port, _ in
            let answer = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.call(1, Self.path, packed, extra: [("grpc-encoding", "gzip")], compressed: true)
                return try client.answer(1)
            }
            #expect(answer.grpc["grpc-status"] == "8")
        }
        #expect(budget.used == 0)
    }

    @Test func memoryComesBackWhenClientsGoAway() async throws {
        let budget = MemoryBudget(limit: 10 << 20, at: ByteMeter())
        try await withGRPCServer([Self.path: Self.count], { $0.budget = budget }) { port, _ in
            try await offThread {
                for _ in 0..<100 {
                    let client = try ServerHTTP2Client(port: port)
                    try client.sendHeader(1, ServerHTTP2Client.grpcHeader(Self.path))
                    try client.sendData(1, [0] + ServerHTTP2Client.big(1_000_000) + [1, 2, 3], end: false)
                    try client.send(type: 3, flags: 0, stream: 1, ServerHTTP2Client.big(8))
                    // The server has taken the reset once it answers the ping behind it.
                    try client.send(type: 6, flags: 0, stream: 0, [UInt8](repeating: 0, count: 8))
                    while client.pongs == 0 { try client.receiveFrame() }
                }
            }
            #expect(budget.used == 0)
            #expect(budget.refusedCount == 0)
        }
    }
}

/// Clients that open streams and keep them.
@Suite(.timeLimit(.minutes(5))) struct StreamBoundTests {
    private static let path = "/test.Echo/Say"
    private static let echo: [String: GRPCMethod] = [path: GRPCMethod { request in request.message }]

    @Test func anAnswerThatTheClientNeverTakesEnds() async throws {
        try await withGRPCServer(Self.echo, { $0.http2.stallTimeout = .milliseconds(100) }) { port, _ in
            let (stalled, other) = try await offThread {
                let client = try ServerHTTP2Client(port: port, settings: [(4, 0)])
                try client.call(1, Self.path, [1, 2, 3])
                let stalled = try client.answer(1)
                let other = try ServerHTTP2Client(port: port)
                try other.call(1, Self.path, [1, 2, 3])
                return (stalled, try other.answer(1))
            }
            #expect(stalled.reset == 8)
            #expect(other.grpc["grpc-status"] == "0")
        }
    }

    @Test func streamsBeyondAFewNeedMemory() async throws {
        let budget = MemoryBudget(limit: 20_000, at: ByteMeter())
        try await withGRPCServer(Self.echo, { $0.budget = budget }) { port, _ in
            let (refused, answer) = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                for stream in stride(from: UInt32(1), to: 81, by: 2) {
                    try client.sendHeader(stream, ServerHTTP2Client.grpcHeader(Self.path))
                }
                // 16 are free, and 7 fit into four fifths of the budget.
                let refused = try stride(from: UInt32(47), to: 81, by: 2).map { try client.answer($0) }
                client.socket.close()
                let other = try ServerHTTP2Client(port: port)
                try other.call(1, Self.path, [1])
                return (refused, try other.answer(1))
            }
            #expect(refused.allSatisfy { $0.grpc["grpc-status"] == "14" })
            #expect(refused.allSatisfy { BackPressureGRPCTests.retryDelay($0) != nil })
            #expect(answer.grpc["grpc-status"] == "0")
        }
        #expect(budget.used == 0)
    }
}
