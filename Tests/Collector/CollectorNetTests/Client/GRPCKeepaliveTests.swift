import CollectorAPI
import CollectorConfig
import Pdata
import Synchronization
import Testing

@testable import CollectorNet

@Suite("a gRPC client's keepalive", .timeLimit(.minutes(5))) struct GRPCKeepaliveTests {
    private func client(_ port: Int, timeout: Duration = .seconds(60), permitsIdle: Bool = false) -> GRPCClient {
        let settings = GRPCClientSettings(endpoint: "127.0.0.1:\(port)", insecure: true)
        return GRPCClient(settings, logger: GRPCClientTests.logger) { options in
            options.backoff = Backoff(initial: .milliseconds(1), maximum: .milliseconds(1))
            options.keepalive = HTTP2ClientKeepalive.Options(
                time: .milliseconds(20),
                timeout: timeout,
                permitsIdle: permitsIdle
            )
        }
    }

    @Test("a server that vanished under a call is found out") func silence() async {
        let server = StubServer { peer, _ in
            guard peer.greet() else { return }
            _ = peer.readCall()
            // Reads pings, and answers none.
            peer.waitForEnd()
        }
        defer { server.stop() }
        let client = client(server.port, timeout: .milliseconds(100))
        let status = await GRPCClientTests.status { () async throws(GRPCStatus) in try await client.unary("/a/b", []) }
        #expect(status.code == .unavailable)
        #expect(status.message.contains("keepalive ping failed to receive ACK within timeout"))
        await client.shutdown()
    }

    @Test("a server that answers pings may take its time") func patience() async throws {
        let server = StubServer { peer, _ in
            guard peer.greet(), let call = peer.readCall() else { return }
            var pings = 0
            while pings < 10, let frame = peer.readFrame() {
                guard frame.type == 6, frame.flags & 1 == 0 else { continue }
                pings += 1
                peer.write(StubPeer.frame(6, 1, 0, frame.payload))
            }
            peer.write(StubPeer.answer(call.id, [1]))
            peer.waitForEnd()
        }
        defer { server.stop() }
        let client = client(server.port)
        #expect(try await client.unary("/a/b", []).array == [1])
        await client.shutdown()
    }

    @Test("without calls only who may is pinged", arguments: [true, false]) func idle(_ permits: Bool) async throws {
        let pings = Atomic<Int>(0)
        let seen = AsyncStream<Void>.makeStream()
        let server = StubServer { peer, _ in
            guard peer.greet(), let call = peer.readCall() else { return }
            peer.write(StubPeer.answer(call.id, [1]))
            while let frame = peer.readFrame() {
                guard frame.type == 6, frame.flags & 1 == 0 else {
                    // The second call.
                    if frame.type <= 1, frame.flags & 1 == 1 { peer.write(StubPeer.answer(frame.id, [2])) }
                    continue
                }
                pings.add(1, ordering: .relaxed)
                peer.write(StubPeer.frame(6, 1, 0, frame.payload))
                seen.continuation.yield()
            }
        }
        defer { server.stop() }
        let client = client(server.port, permitsIdle: permits)
        let loop = LoopGroup.shared.loops[0]
        try await withTaskExecutorPreference(loop) {
            let first = try await client.unary("/a/b", [])
            #expect(first.array == [1])
            if permits {
                for await _ in seen.stream where pings.load(ordering: .relaxed) >= 3 { break }
            } else {
                let before = pings.load(ordering: .relaxed)
                // Ten times as long as it would take; one ping of the call itself may still be on its way.
                try await LoopGroup.shared.clock.sleep(for: .milliseconds(200))
                #expect(pings.load(ordering: .relaxed) <= before + 1)
                let second = try await client.unary("/a/b", [])
                #expect(second.array == [2])
            }
        }
        await client.shutdown()
    }

    @Test("a server that finds the pings too many gets fewer") func tooMany() async throws {
        let server = StubServer { peer, _ in
            guard peer.greet(), let call = peer.readCall() else { return }
            peer.write(StubPeer.answer(call.id, [1]))
            peer.write(StubPeer.frame(7, 0, 0, [0, 0, 0, UInt8(call.id), 0, 0, 0, 0xb] + Array("too_many_pings".utf8)))
            peer.waitForEnd()
        }
        defer { server.stop() }
        let log = ServerLog()
        let settings = GRPCClientSettings(endpoint: "127.0.0.1:\(server.port)", insecure: true)
        let client = GRPCClient(settings, logger: Logger(log)) { options in
            options.keepalive = HTTP2ClientKeepalive.Options(time: .seconds(60), timeout: .seconds(20))
        }
        let loop = LoopGroup.shared.loops[0]
        try await withTaskExecutorPreference(loop) {
            for _ in 0..<2 {
                let answer = try await client.unary("/a/b", [])
                #expect(answer.array == [1])
            }
        }
        await client.shutdown()
        #expect(
            log.text.contains {
                $0.hasPrefix("warn The server refuses keepalive pings as too many")
            }
        )
    }

    @Test("pings every ten seconds at most") func settings() {
        var settings = GRPCClientKeepaliveSettings()
        settings.time = .seconds(1)
        settings.timeout = .zero
        let options = HTTP2ClientKeepalive.Options(settings)
        #expect(options?.time == .seconds(10))
        #expect(options?.timeout == .seconds(20))
        settings.time = .zero
        #expect(HTTP2ClientKeepalive.Options(settings)?.time == nil)
    }
}
