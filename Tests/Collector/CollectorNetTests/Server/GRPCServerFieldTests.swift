import CollectorAPI
import CollectorConfig
import Pdata
import Testing

@testable import CollectorNet

/// What the fields of `configgrpc`'s server do for clients, from the settings on.
@Suite("the fields of a gRPC server", .timeLimit(.minutes(5))) struct GRPCServerFieldTests {
    private static let path = "/test.Echo/Say"

    /// A time that a client which does not wait keeps on the busiest machine.
    private static let moment = Duration.seconds(3)

    /// Runs `body` against a server with the default settings but for `change`, and stops it.
    private func withServer(
        _ change: (inout GRPCServerSettings) -> Void,
        _ method: GRPCMethod = GRPCMethod { $0.message },
        _ body: (_ port: Int) async throws -> Void
    ) async throws {
        var settings = GRPCServerSettings(endpoint: "127.0.0.1:0")
        change(&settings)
        let server = GRPCServer(settings, logger: Logger(ServerLog()), methods: [Self.path: method])
        let port = try await server.start().port
        do {
            try await body(port)
        } catch {
            await server.shutdown(grace: .zero)
            throw error
        }
        await server.shutdown(grace: .seconds(5))
    }

    // MARK: max_concurrent_streams

    /// Counts how many calls of one connection are under way at once.
    private final class Meter: Sendable {
        private let state = Lock((now: [String: Int](), most: 0))
        var most: Int { state.withLock { $0.most } }

        func enter(_ request: GRPCRequest) {
            state.withLock { state in
                state.now[request.client.address, default: 0] += 1
                state.most = max(state.most, state.now[request.client.address] ?? 0)
            }
        }

        func leave(_ request: GRPCRequest) { state.withLock { $0.now[request.client.address]? -= 1 } }
    }

    @Test("max_concurrent_streams is said to clients, whose further calls wait")
    func concurrentStreams() async throws {
        let (gate, meter) = (Gate(), Meter())
        let method = GRPCMethod { request in
            meter.enter(request)
            defer { meter.leave(request) }
            await gate.pass()
            return request.message
        }
        try await withServer({ $0.maxConcurrentStreams = 2 }, method) { port in
            let client = GRPCClientTests.client(port)
            try await withThrowingTaskGroup(of: Bytes.self) { group in
                for index in UInt8(0)..<50 {
                    group.addTask { try await client.unary(Self.path, [Bytes([index])]) }
                }
                await gate.arrivals(2)
                gate.open()
                var answers = Set<UInt8>()
                for try await answer in group { answers.formUnion(answer.array) }
                #expect(answers.count == 50)
            }
            #expect(meter.most == 2)
            await client.shutdown()
        }
    }

    @Test("a client that exceeds max_concurrent_streams gets no further call through")
    func excessStreams() async throws {
        let gate = Gate()
        let meter = Meter()
        let method = GRPCMethod { request in
            meter.enter(request)
            await gate.pass()
            return request.message
        }
        try await withServer({ $0.maxConcurrentStreams = 2 }, method) { port in
            let client = try ServerHTTP2Client(port: port)
            try await offThread {
                while client.settings[3] == nil { try client.receiveFrame() }
                #expect(client.settings[3] == 2)
                for stream in [UInt32(1), 3, 5] { try client.call(stream, Self.path, [1]) }
                try client.receiveToEnd()
            }
            #expect(client.goAway?.code == 1)
            #expect(client.answers[5] == nil)
            #expect(meter.most <= 2)
            gate.open()
        }
    }

    // MARK: keepalive.server_parameters

    @Test("max_connection_idle ends a connection some time after its last call, never under one")
    func idle() async throws {
        let gate = Gate()
        let method = GRPCMethod { request in
            if request.message.array == [1] { await gate.pass() }
            return request.message
        }
        try await withServer({ $0.keepalive.serverParameters.maxConnectionIdle = Self.moment }, method) { port in
            let busy = try await offThread {
                let busy = try ServerHTTP2Client(port: port)
                try busy.call(1, Self.path, [1])
                return busy
            }
            await gate.arrivals(1)
            // Another connection comes to rest and ends meanwhile.
            let idle = try await offThread {
                let idle = try ServerHTTP2Client(port: port)
                try idle.call(1, Self.path, [2])
                try idle.receiveToEnd()
                return idle
            }
            #expect(idle.answers[1]?.grpc["grpc-status"] == "0")
            #expect(idle.goAway?.code == 0)
            #expect(busy.goAway == nil)
            gate.open()
            try await offThread { try busy.receiveToEnd() }
            #expect(busy.answers[1]?.grpc["grpc-status"] == "0")
            #expect(busy.goAway?.code == 0)
        }
    }

    @Test("pings do not keep a connection from max_connection_idle")
    func idleWithPings() async throws {
        let method = [Self.path: GRPCMethod { $0.message }]
        try await withGRPCServer(method) { options in
            options.http2.idleTimeout = .milliseconds(100)
            options.http2.keepalive = HTTP2KeepaliveRules(leastPingInterval: .zero, permitsIdlePings: true)
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

    @Test("max_connection_age ends a connection in use, and its grace cuts off what goes on", arguments: [false, true])
    func age(_ hasGrace: Bool) async throws {
        let gate = Gate()
        let method = GRPCMethod { request in
            await gate.pass()
            return request.message
        }
        try await withServer(
            { settings in
                settings.keepalive.serverParameters.maxConnectionAge = Self.moment
                if hasGrace { settings.keepalive.serverParameters.maxConnectionAgeGrace = .milliseconds(100) }
            },
            method
        ) { port in
            let client = try await offThread {
                let client = try ServerHTTP2Client(port: port)
                try client.call(1, Self.path, [1])
                while client.goAway == nil, !client.isClosed { try client.receiveFrame() }
                if !hasGrace { gate.open() }
                try client.receiveToEnd()
                return client
            }
            #expect(client.goAway?.code == 0)
            #expect(client.answers[1]?.grpc["grpc-status"] == (hasGrace ? nil : "0"))
        }
    }
}
