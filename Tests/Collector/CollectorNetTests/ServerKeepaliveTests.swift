import CollectorConfig
import Pdata
import Testing

@testable import CollectorNet

@Suite("a gRPC server's keepalive", .timeLimit(.minutes(5))) struct ServerKeepaliveTests {
    private static let ping = [UInt8](repeating: 7, count: 8)

    private func withServer(
        _ rules: HTTP2KeepaliveRules = HTTP2KeepaliveRules(),
        _ methods: [String: GRPCMethod] = ServerGRPCTests.echoMethod,
        _ body: (_ port: Int) async throws -> Void
    ) async throws {
        try await withGRPCServer(methods, { $0.http2.keepalive = rules }) { port, _ in try await body(port) }
    }

    @Test("a client that pings too often is told so, and left") func tooManyPings() async throws {
        try await withServer { port in
            try await offThread {
                let client = try ServerHTTP2Client(port: port)
                for _ in 0..<4 { try client.send(type: 6, flags: 0, stream: 0, Self.ping) }
                try client.receiveToEnd()
                #expect(client.goAway?.code == 0xb)
                #expect(client.goAwayText == "too_many_pings")
            }
        }
    }

    @Test("pings around answers are forgiven") func pingsAroundAnswers() async throws {
        try await withServer { port in
            try await offThread {
                let client = try ServerHTTP2Client(port: port)
                for index in 0..<20 {
                    for _ in 0..<3 { try client.send(type: 6, flags: 0, stream: 0, Self.ping) }
                    let stream = UInt32(index * 2 + 1)
                    try client.call(stream, "/test.Echo/Say", [1])
                    #expect(try client.answer(stream).trailers["grpc-status"] == "0")
                }
                #expect(client.goAway == nil)
            }
        }
    }

    @Test("the policy says how often a client may ping") func policy() async throws {
        let rules = HTTP2KeepaliveRules(leastPingInterval: .zero, permitsIdlePings: true)
        try await withServer(rules) { port in
            try await offThread {
                let client = try ServerHTTP2Client(port: port)
                for _ in 0..<50 { try client.send(type: 6, flags: 0, stream: 0, Self.ping) }
                while client.pongs < 50 { try client.receiveFrame() }
                #expect(client.goAway == nil)
            }
        }
    }

    @Test("an old connection ends, after the calls on it") func age() async throws {
        let gate = Gate()
        let slow: [String: GRPCMethod] = [
            "/test.Echo/Say": GRPCMethod { request in
                await gate.pass()
                return request.message
            }
        ]
        try await withServer(HTTP2KeepaliveRules(maxAge: .milliseconds(500)), slow) { port in
            let client = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.call(1, "/test.Echo/Say", [1])
                while client.goAway == nil { try client.receiveFrame() }
                return client
            }
            gate.open()
            try await offThread {
                #expect(try client.answer(1).trailers["grpc-status"] == "0")
                try client.receiveToEnd()
                #expect(client.goAway?.code == 0)
            }
        }
    }

    @Test("calls that take longer than the grace are cut off") func ageGrace() async throws {
        let gate = Gate()
        let slow: [String: GRPCMethod] = [
            "/test.Echo/Say": GRPCMethod { request in
                await gate.pass()
                return request.message
            }
        ]
        let rules = HTTP2KeepaliveRules(maxAge: .milliseconds(500), maxAgeGrace: .milliseconds(50))
        try await withServer(rules, slow) { port in
            try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.call(1, "/test.Echo/Say", [1])
                try client.receiveToEnd()
                #expect(client.answers[1] == nil)
            }
        }
    }

    @Test("a client that answers pings stays, one that does not is left") func silence() async throws {
        let rules = HTTP2KeepaliveRules(pingAfter: .milliseconds(20), pingTimeout: .milliseconds(200))
        try await withServer(rules) { port in
            try await offThread {
                // Answers, by reading frames.
                let client = try ServerHTTP2Client(port: port)
                while client.pings < 20 { try client.receiveFrame() }
                try client.call(1, "/test.Echo/Say", [1])
                #expect(try client.answer(1).trailers["grpc-status"] == "0")
                // Says nothing more.
                let silent = try ServerSocket(port: port)
                try silent.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                try silent.send([0, 0, 0, 4, 0, 0, 0, 0, 0])
                _ = try silent.receiveAll()
            }
        }
    }

    @Test("the settings' zeroes are gRPC's defaults") func settings() {
        var settings = GRPCServerSettings(endpoint: "localhost:0")
        let defaults = GRPCServerOptions(settings).http2.keepalive
        #expect(defaults?.maxAge == nil)
        #expect(defaults?.pingAfter == .seconds(7200))
        #expect(defaults?.leastPingInterval == .seconds(300))
        settings.keepalive.serverParameters.maxConnectionAge = .seconds(5)
        settings.keepalive.serverParameters.time = .milliseconds(1)
        settings.keepalive.enforcementPolicy.minTime = .seconds(1)
        let rules = GRPCServerOptions(settings).http2.keepalive
        #expect(rules?.maxAge == .seconds(5))
        #expect(rules?.pingAfter == .seconds(1))
        #expect(rules?.leastPingInterval == .seconds(1))
    }
}
