import CollectorAPI
import CollectorConfig
import Glibc
import Pdata
import Testing

@testable import CollectorNet

private struct SilentLog: LogSink {
    func isEnabled(_ level: LogLevel) -> Bool { false }
    func write(_ level: LogLevel, _ message: String, caller: String, fields: [LogField]) {}
}

@Suite("gRPC client", .timeLimit(.minutes(5)))
struct GRPCClientTests {
    static let logger = Logger(SilentLog())

    /// A client of `port` that connects again without a pause.
    static func client(
        _ port: Int,
        _ change: (inout GRPCClientSettings) -> Void = { _ in }
    ) -> GRPCClient {
        var settings = GRPCClientSettings(endpoint: "127.0.0.1:\(port)", insecure: true)
        change(&settings)
        return GRPCClient(settings, logger: logger) {
            $0.backoff = Backoff(initial: .milliseconds(1), maximum: .milliseconds(1))
        }
    }

    static func serving(
        _ methods: [String: GRPCMethod],
        maxMessageSize: Int = 64 << 20,
        _ body: (GRPCServer, Int) async throws -> Void
    ) async throws {
        let server = GRPCServer(
            options: GRPCServerOptions(endpoint: "127.0.0.1:0", maxMessageSize: maxMessageSize, includesMetadata: true),
            logger: logger,
            methods: methods
        )
        let address = try await server.start()
        do {
            try await body(server, address.port)
        } catch {
            await server.shutdown(grace: .zero)
            throw error
        }
        await server.shutdown(grace: .zero)
    }

    static func status(_ body: () async throws(GRPCStatus) -> Bytes) async -> GRPCStatus {
        do {
            let bytes = try await body()
            return GRPCStatus(.ok, "\(bytes.count) bytes")
        } catch {
            return error
        }
    }

    private let echo: [String: GRPCMethod] = ["/test.Echo/Say": GRPCMethod { $0.message }]

    @Test(
        "messages of every size arrive whole, in pieces and compressed",
        arguments: [CompressionType.none, .gzip, .snappy, .zstd]
    )
    func sizes(_ compression: CompressionType) async throws {
        try await Self.serving(["/test.Echo/Say": GRPCMethod { Bytes(utf8: "\($0.message.hashValue)") }]) { _, port in
            let client = Self.client(port) { $0.compression = compression }
            for size in [0, 1, 4091, 4096, 16_384, 100_000, 3_000_000] {
                let message = ContentCodingTests.telemetryLike(size)
                let expected = "\(message.hashValue)"
                for pieces in [1, 3, 40] {
                    let step = size / pieces + 1
                    let parts = (0..<pieces).map { message.slice($0 * step..<($0 + 1) * step) }
                    let answer = try await client.unary("/test.Echo/Say", parts)
                    #expect(answer.text == expected, "\(size) in \(pieces)")
                }
            }
            await client.shutdown()
        }
    }

    @Test("many calls at once each get their own answer")
    func concurrency() async throws {
        try await Self.serving(echo) { _, port in
            let client = Self.client(port)
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<2000 {
                    group.addTask {
                        let message = Bytes(utf8: "message \(index)" + String(repeating: "x", count: index * 7))
                        return try await client.unary("/test.Echo/Say", [message]) == message
                    }
                }
                for try await isEqual in group { #expect(isEqual) }
            }
            await client.shutdown()
        }
    }

    @Test("metadata and headers arrive, and the timeout is sent")
    func metadata() async throws {
        let method = GRPCMethod { request in
            let names = ["user-agent", "x-tenant", "x-fixed"]
            return Bytes(utf8: names.map { request.metadata[$0] ?? "-" }.joined(separator: "|"))
        }
        try await Self.serving(["/test.Meta/Read": method]) { _, port in
            let client = Self.client(port) {
                $0.userAgent = "tester/1.0"
                $0.headers = ["X-Fixed": "always"]
            }
            let answer = try await client.unary(
                "/test.Meta/Read",
                [],
                metadata: ["X-Tenant": "a"],
                timeout: .seconds(60)
            )
            #expect(answer.text == "tester/1.0|a|always")
            await client.shutdown()
        }
    }

    @Test("a refusal comes with its code, message and delay")
    func refusal() async throws {
        let method = GRPCMethod { _ throws(GRPCStatus) in
            throw GRPCStatus(.resourceExhausted, "nicht jetzt, 50 % voll", retryAfter: .milliseconds(1500))
        }
        try await Self.serving(["/test.Full/Say": method]) { _, port in
            let client = Self.client(port)
            let status = await Self.status { () throws(GRPCStatus) in try await client.unary("/test.Full/Say", []) }
            #expect(status.code == .resourceExhausted)
            #expect(status.message == "nicht jetzt, 50 % voll")
            #expect(status.retryAfter == .milliseconds(1500))
            let unknown = await Self.status { () throws(GRPCStatus) in try await client.unary("/test.None/Say", []) }
            #expect(unknown.code == .unimplemented)
            await client.shutdown()
        }
    }

    @Test("a call over its deadline ends, and so does its work at the server")
    func deadline() async throws {
        let begun = Lock(false)
        let cancelled = AsyncStream<Void>.makeStream()
        let method = GRPCMethod { _ in
            begun.withLock { $0 = true }
            await untilCancelled()
            cancelled.continuation.yield()
            return Bytes()
        }
        try await Self.serving(["/test.Slow/Say": method]) { _, port in
            let client = Self.client(port)
            let status = await Self.status { () throws(GRPCStatus) in
                try await client.unary("/test.Slow/Say", [], timeout: .milliseconds(100))
            }
            #expect(status.code == .deadlineExceeded)
            // On a busy machine the deadline may pass before the server has seen the call.
            if begun.withLock({ $0 }) { for await _ in cancelled.stream { break } }
            await client.shutdown()
        }
    }

    @Test("cancelling the task cancels the call and its work at the server")
    func cancellation() async throws {
        let begun = AsyncStream<Void>.makeStream()
        let ended = AsyncStream<Void>.makeStream()
        let method = GRPCMethod { _ in
            begun.continuation.yield()
            await untilCancelled()
            ended.continuation.yield()
            return Bytes()
        }
        try await Self.serving(["/test.Slow/Say": method]) { _, port in
            let client = Self.client(port)
            let task = Task {
                await Self.status { () throws(GRPCStatus) in try await client.unary("/test.Slow/Say", []) }
            }
            for await _ in begun.stream { break }
            task.cancel()
            #expect(await task.value.code == .cancelled)
            for await _ in ended.stream { break }
            let early = Task {
                await Self.status { () throws(GRPCStatus) in try await client.unary("/test.Slow/Say", []) }
            }
            early.cancel()
            #expect(await early.value.code == .cancelled)
            await client.shutdown()
        }
    }

    @Test("without a server a call is UNAVAILABLE at once, unless it waits")
    func noServer() async throws {
        let taken = StubServer { _, _ in }
        taken.stop()
        let port = taken.port
        let client = Self.client(port)
        let status = await Self.status { () throws(GRPCStatus) in try await client.unary("/test.Echo/Say", []) }
        #expect(status.code == .unavailable)
        #expect(status.message.hasPrefix("connection error: connect to 127.0.0.1:\(port): "), "\(status.message)")
        await client.shutdown()

        let patient = Self.client(port) { $0.waitForReady = true }
        let waiting = Task { try await patient.unary("/test.Echo/Say", [Bytes(utf8: "hi")], timeout: .seconds(60)) }
        let expired = await Self.status { () throws(GRPCStatus) in
            try await patient.unary("/test.Echo/Say", [], timeout: .milliseconds(20))
        }
        #expect(expired.code == .deadlineExceeded)
        let server = GRPCServer(
            options: GRPCServerOptions(endpoint: "127.0.0.1:\(port)"),
            logger: Self.logger,
            methods: echo
        )
        _ = try await server.start()
        #expect(try await waiting.value.text == "hi")
        await patient.shutdown()
        await server.shutdown(grace: .zero)
    }

    @Test("a name that does not exist is said to be unknown")
    func unknownName() async {
        let client = Self.client(1) { $0.endpoint = "no-such-host.invalid:4317" }
        let status = await Self.status { () throws(GRPCStatus) in try await client.unary("/a/b", []) }
        #expect(status.code == .unavailable)
        #expect(status.message.hasPrefix("connection error: resolve no-such-host.invalid"))
        await client.shutdown()
    }

    @Test("without insecure nothing is sent in the clear")
    func neverPlaintext() async throws {
        try await Self.serving(echo) { _, port in
            let client = Self.client(port) { $0.tls.insecure = false }
            let status = await Self.status { () throws(GRPCStatus) in try await client.unary("/test.Echo/Say", []) }
            #expect(status.code == .unavailable)
            #expect(status.message.contains("connection error: TLS handshake: the server ended the connection"))
            await client.shutdown()
        }
    }

    @Test("a server that goes away answers what it has, and the next call finds its successor")
    func restart() async throws {
        let begun = AsyncStream<Void>.makeStream()
        let release = Gate()
        let method = GRPCMethod { request in
            begun.continuation.yield()
            await release.pass()
            return request.message
        }
        let first = GRPCServer(
            options: GRPCServerOptions(endpoint: "127.0.0.1:0"),
            logger: Self.logger,
            methods: ["/test.Echo/Say": method]
        )
        let port = try await first.start().port
        let client = Self.client(port)
        let slow = Task { try await client.unary("/test.Echo/Say", [Bytes(utf8: "slow")]) }
        for await _ in begun.stream { break }
        let stopping = Task { await first.shutdown(grace: .seconds(30)) }
        release.open()
        #expect(try await slow.value.text == "slow")
        await stopping.value
        let second = GRPCServer(
            options: GRPCServerOptions(endpoint: "127.0.0.1:\(port)"),
            logger: Self.logger,
            methods: echo
        )
        _ = try await second.start()
        #expect(try await client.unary("/test.Echo/Say", [Bytes(utf8: "again")]).text == "again")
        await client.shutdown()
        await second.shutdown(grace: .zero)
    }

    @Test("shutdown ends what is under way, and what comes later")
    func shutdown() async throws {
        let begun = AsyncStream<Void>.makeStream()
        let method = GRPCMethod { _ in
            begun.continuation.yield()
            await untilCancelled()
            return Bytes()
        }
        try await Self.serving(["/test.Slow/Say": method]) { _, port in
            let client = Self.client(port)
            let call = Task {
                await Self.status { () throws(GRPCStatus) in try await client.unary("/test.Slow/Say", []) }
            }
            for await _ in begun.stream { break }
            await client.shutdown()
            #expect(await call.value.code == .cancelled)
            let late = await Self.status { () throws(GRPCStatus) in try await client.unary("/test.Slow/Say", []) }
            #expect(late.code == .cancelled)
        }
    }

    @Test("a unix socket serves as well")
    func unixSocket() async throws {
        let path = "/tmp/swift-ocb-grpc-client-\(getpid()).sock"
        var options = GRPCServerOptions(endpoint: path)
        options.transport = "unix"
        let server = GRPCServer(options: options, logger: Self.logger, methods: echo)
        _ = try await server.start()
        let client = Self.client(1) { $0.endpoint = "unix://\(path)" }
        #expect(try await client.unary("/test.Echo/Say", [Bytes(utf8: "local")]).text == "local")
        await client.shutdown()
        await server.shutdown(grace: .zero)
    }
}

/// Returns when the task is cancelled.
private func untilCancelled() async {
    for await _ in AsyncStream<Never>.makeStream().stream {}
}
