import CollectorAPI
import Pdata
import Testing

@testable import CollectorNet

/// What a gRPC client makes of servers that misbehave.
@Suite("gRPC client against faulty servers", .timeLimit(.minutes(5)))
struct GRPCClientFaultTests {
    /// The outcome of one call to a server that runs `script`.
    private func outcome(
        timeout: Duration = .seconds(60),
        message: Bytes = Bytes(utf8: "ping"),
        _ script: @escaping @Sendable (StubPeer, Int) -> Void
    ) async -> GRPCStatus {
        let server = StubServer(script)
        defer { server.stop() }
        let client = GRPCClientTests.client(server.port)
        let status = await GRPCClientTests.status { () throws(GRPCStatus) in
            try await client.unary("/test.Echo/Say", [message], timeout: timeout)
        }
        await client.shutdown()
        return status
    }

    @Test("the stub itself is understood")
    func stub() async {
        let status = await outcome { peer, _ in
            guard peer.greet(), let call = peer.readCall() else { return }
            #expect(call.body == [0, 0, 0, 0, 4] + Array("ping".utf8))
            peer.write(StubPeer.answer(call.id, [1, 2, 3]))
            peer.waitForEnd()
        }
        #expect(status == GRPCStatus(.ok, "3 bytes"))
    }

    @Test("a connection that dies under a call is UNAVAILABLE", arguments: [false, true])
    func diesUnderCall(_ byReset: Bool) async {
        let status = await outcome { peer, _ in
            guard peer.greet(), peer.readCall() != nil else { return }
            if byReset { peer.reset() }
        }
        #expect(status.code == .unavailable)
        #expect(status.message.hasPrefix("error reading from server: "))
    }

    @Test("a server that does not speak HTTP/2 is UNAVAILABLE")
    func notHTTP2() async {
        for answer in ["", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "garbage garbage garbage"] {
            let status = await outcome { peer, _ in
                _ = peer.read(24)
                peer.write(answer)
            }
            #expect(status.code == .unavailable)
            #expect(status.message.hasPrefix("connection error: "), "\(status.message)")
        }
    }

    @Test("a refused stream is tried again, not for ever")
    func refusedStream() async {
        let once = await outcome { peer, _ in
            guard peer.greet(), let first = peer.readCall() else { return }
            peer.write(StubPeer.reset(first.id, 7))
            guard let second = peer.readCall() else { return }
            #expect(second.body == first.body)
            peer.write(StubPeer.answer(second.id, []))
            peer.waitForEnd()
        }
        #expect(once.code == .ok)
        let always = await outcome { peer, _ in
            guard peer.greet() else { return }
            while let call = peer.readCall() { peer.write(StubPeer.reset(call.id, 7)) }
        }
        #expect(always.code == .unavailable)
    }

    @Test(
        "a reset stream has the code that gRPC gives it",
        arguments: [(2, .internal), (8, .cancelled), (11, .resourceExhausted), (12, .permissionDenied), (0, .internal)]
            as [(UInt32, StatusCode)]
    )
    func resets(_ code: UInt32, _ expected: StatusCode) async {
        let status = await outcome { peer, _ in
            guard peer.greet(), let call = peer.readCall() else { return }
            peer.write(StubPeer.reset(call.id, code))
            peer.waitForEnd()
        }
        #expect(status.code == expected)
    }

    @Test("a call that a leaving server did not take goes to its successor")
    func goAway() async {
        let status = await outcome { peer, n in
            guard peer.greet(), let call = peer.readCall() else { return }
            if n == 1 {
                peer.write(StubPeer.goAway(last: 0))
            } else {
                peer.write(StubPeer.answer(call.id, [UInt8](repeating: 0, count: n)))
            }
            peer.waitForEnd()
        }
        #expect(status == GRPCStatus(.ok, "2 bytes"))
    }

    @Test("a leaving server's last calls are answered on the old connection, new ones on another")
    func draining() async throws {
        let server = StubServer { peer, n in
            guard peer.greet(), let call = peer.readCall() else { return }
            if n == 1 { peer.write(StubPeer.goAway(last: call.id)) }
            peer.write(StubPeer.answer(call.id, [UInt8(n)]))
            peer.waitForEnd()
        }
        defer { server.stop() }
        let client = GRPCClientTests.client(server.port) { $0.balancerName = "pick_first" }
        let loop = LoopGroup.shared.loops[0]
        let answers = try await withTaskExecutorPreference(loop) {
            [try await client.unary("/a/b", []), try await client.unary("/a/b", [])]
        }
        #expect(answers.map(\.array) == [[1], [2]])
        #expect(server.connections == 2)
        await client.shutdown()
    }

    @Test("no more calls are under way than the server allows")
    func concurrencyLimit() async throws {
        let server = StubServer { peer, _ in
            guard peer.greet(settings: [(3, 1)]) else { return }
            // Answers only after having seen that no second call comes: the next frame is its own, later one.
            while let call = peer.readCall() { peer.write(StubPeer.answer(call.id, call.body)) }
        }
        defer { server.stop() }
        let client = GRPCClientTests.client(server.port)
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<50 {
                group.addTask { try await client.unary("/a/b", [Bytes(utf8: "\(index)")]).count }
            }
            return try await group.reduce(0) { $0 + ($1 > 5 ? 1 : 0) }
        }
        #expect(count == 50)
        await client.shutdown()
    }

    @Test("a message beyond the window waits for room, and arrives whole")
    func flowControl() async {
        let message = ContentCodingTests.telemetryLike(1_000_000)
        let status = await outcome(message: message) { peer, _ in
            // The window of a stream is 1000 bytes; credit comes back for what was read.
            guard peer.greet(settings: [(4, 1000)]), let call = peer.readCall() else { return }
            #expect(call.body.dropFirst(5).elementsEqual(message.array))
            peer.write(StubPeer.answer(call.id, []))
            peer.waitForEnd()
        }
        #expect(status.code == .ok)
    }

    @Test("an answer before the message's end ends the call")
    func earlyAnswer() async {
        let status = await outcome(message: Bytes([UInt8](repeating: 1, count: 1_000_000))) { peer, _ in
            guard peer.greet() else { return }
            while let frame = peer.readFrame() {
                guard frame.type == 1 else { continue }
                let fields = [
                    (":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "8"),
                    ("grpc-message", "too%20large"),
                ]
                peer.write(StubPeer.headers(frame.id, fields, ends: true))
                peer.waitForEnd()
            }
        }
        #expect(status == GRPCStatus(.resourceExhausted, "too large"))
    }

    @Test(
        "answers that are not gRPC",
        arguments: [
            ([(":status", "503")], .unavailable), ([(":status", "401")], .unauthenticated),
            ([(":status", "404"), ("content-type", "text/html")], .unimplemented), ([(":status", "500")], .unknown),
            ([(":status", "200"), ("content-type", "text/html")], .unknown),
            ([(":status", "200"), ("content-type", "application/grpc")], .internal),
            ([(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "99")], .unknown),
            ([(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "0")], .internal),
        ] as [([(String, String)], StatusCode)]
    )
    func notGRPC(_ fields: [(String, String)], _ code: StatusCode) async {
        let status = await outcome { peer, _ in
            guard peer.greet(), let call = peer.readCall() else { return }
            peer.write(StubPeer.headers(call.id, fields, ends: true))
            peer.waitForEnd()
        }
        #expect(status.code == code)
    }

    @Test("an answer larger than the limit is refused when its prefix says so")
    func largeAnswer() async {
        let status = await outcome { peer, _ in
            guard peer.greet(), let call = peer.readCall() else { return }
            peer.write(StubPeer.headers(call.id, [(":status", "200"), ("content-type", "application/grpc")]))
            peer.write(StubPeer.data(call.id, [0, 0, 0x40, 0, 1]))
            peer.waitForEnd()
        }
        #expect(status.code == .resourceExhausted)
    }

    @Test("a compressed answer is decompressed within the limit")
    func compressedAnswer() async {
        func answer(_ message: Bytes, encoding: String) async -> GRPCStatus {
            await outcome { peer, _ in
                guard peer.greet(), let call = peer.readCall() else { return }
                let size = UInt32(message.count)
                peer.write(
                    StubPeer.headers(
                        call.id,
                        [(":status", "200"), ("content-type", "application/grpc+proto"), ("grpc-encoding", encoding)]
                    )
                )
                peer.write(
                    StubPeer.data(
                        call.id,
                        [1, 0, UInt8(size >> 16 & 255), UInt8(size >> 8 & 255), UInt8(size & 255)]
                    )
                )
                for start in stride(from: 0, to: message.count, by: 16_000) {
                    peer.write(StubPeer.data(call.id, message.slice(start..<start + 16_000).array))
                }
                peer.write(StubPeer.headers(call.id, [("grpc-status", "0")], ends: true))
                peer.waitForEnd()
            }
        }
        let text = ContentCoding.gzip.compress([Bytes(utf8: "hello")])
        #expect(await answer(text, encoding: "gzip") == GRPCStatus(.ok, "5 bytes"))
        #expect(await answer(text, encoding: "zstd").code == .internal)
        #expect(await answer(text, encoding: "br").code == .internal)
        let zstd = ContentCoding.zstd.compress([Bytes(utf8: "hello")])
        #expect(await answer(zstd, encoding: "zstd") == GRPCStatus(.ok, "5 bytes"))
        let snappy = ContentCoding.framedSnappy.compress([Bytes(utf8: "hello")])
        #expect(await answer(snappy, encoding: "snappy") == GRPCStatus(.ok, "5 bytes"))
        let bomb = ContentCoding.gzip.compress([Bytes([UInt8](repeating: 0, count: 40_000_000))])
        #expect(await answer(bomb, encoding: "gzip").code == .resourceExhausted)
    }

    @Test("a header list without end resets the call")
    func endlessHeader() async {
        let status = await outcome { peer, _ in
            guard peer.greet(), let call = peer.readCall() else { return }
            let field = ("x-long", String(repeating: "a", count: 15_000))
            peer.write(StubPeer.headers(call.id, [(":status", "200"), ("content-type", "application/grpc")]))
            for _ in 0..<8 { peer.write(StubPeer.headers(call.id, [field])) }
            peer.waitForEnd()
        }
        #expect(status.code == .internal)
    }

    @Test("a server that never answers leaves the call to its deadline")
    func silence() async {
        let connected = await outcome(timeout: .milliseconds(50)) { peer, _ in peer.waitForEnd() }
        #expect(connected.code == .deadlineExceeded)
        let greeted = await outcome(timeout: .milliseconds(50)) { peer, _ in
            if peer.greet() { peer.waitForEnd() }
        }
        #expect(greeted.code == .deadlineExceeded)
    }

    @Test("random bytes from the server end calls, and nothing else")
    func randomBytes() async {
        var generator = SplitMix64(seed: 11)
        let scripts = (0..<60).map { _ in
            (0..<Int.random(in: 1...200, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }
        let server = StubServer { peer, n in
            guard peer.greet(), let call = peer.readCall() else { return }
            var answer = StubPeer.answer(call.id, [1, 2, 3])
            for (index, byte) in scripts[n % scripts.count].enumerated() where index % 9 == 0 {
                answer[index * 7 % answer.count] = byte
            }
            peer.write(answer + scripts[n % scripts.count])
        }
        defer { server.stop() }
        let client = GRPCClientTests.client(server.port)
        for _ in 0..<120 {
            _ = await GRPCClientTests.status { () throws(GRPCStatus) in
                try await client.unary("/a/b", [], timeout: .seconds(5))
            }
        }
        await client.shutdown()
    }
}
