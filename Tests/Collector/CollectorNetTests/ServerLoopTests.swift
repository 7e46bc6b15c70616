import CollectorAPI
import Pdata
import Testing

@testable import CollectorNet

@Suite(.timeLimit(.minutes(5))) struct ServerLoopTests {
    @Test func runsTasksOnTheLoopAndKeepsThemThere() async {
        let loop = LoopGroup.shared.next()
        let places = await loop.run {
            let before = loop.isOnLoop
            try? await LoopGroup.shared.clock.sleep(for: .milliseconds(1))
            return [before, loop.isOnLoop, EventLoop.current === loop]
        }
        #expect(places == [true, true, true])
        #expect(!loop.isOnLoop)
    }

    @Test func runsWorkFromManyThreadsInOrder() async {
        let loop = LoopGroup.shared.next()
        let seen = Lock<[Int]>([])
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for step in 0..<500 { loop.execute { seen.withLock { $0.append(task * 1000 + step) } } }
                    await loop.run {}
                }
            }
        }
        let all = seen.withLock { $0 }
        #expect(all.count == 4000)
        for task in 0..<8 { #expect(all.filter { $0 / 1000 == task } == (0..<500).map { task * 1000 + $0 }) }
    }

    @Test func sleepsUntilTheDeadlineAndEndsWhenCancelled() async throws {
        let clock = LoopGroup.shared.clock
        let deadline = clock.now.advanced(by: .milliseconds(20))
        try await clock.sleep(until: deadline)
        #expect(clock.now >= deadline)
        let sleeper = Task { try await clock.sleep(for: .seconds(3600)) }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }

    @Test func connectsAndTellsWhyNot() async throws {
        let loop = LoopGroup.shared.next()
        try await withHTTPServer { port, _ in
            let connection = try await Dialer.connect("localhost", port: port, on: loop, timeout: .seconds(60))
            await loop.run { connection.close() }
        }
        let error = await #expect(throws: NetError.self) {
            _ = try await Dialer.connect("127.0.0.1", port: 1, on: loop, timeout: .seconds(60))
        }
        #expect(error?.kind == .refused)
        #expect(error?.description == "connect to 127.0.0.1:1: connection refused")
        let unknown = await #expect(throws: NetError.self) {
            _ = try await Dialer.connect("no.such.host.invalid", port: 1, on: loop, timeout: .seconds(60))
        }
        #expect(unknown?.description.hasPrefix("resolve no.such.host.invalid: ") == true)
    }

    @Test func readsEndpoints() throws {
        #expect(try Endpoint(parsing: "[::1]:80") == Endpoint(parsing: "[::1]:80"))
        #expect(try Endpoint(parsing: "[::1]:80").host == "::1")
        #expect(try Endpoint(parsing: ":4317").host.isEmpty)
        #expect(try Endpoint(parsing: "a.b:0").port == 0)
    }

    @Test(arguments: [
        ("10S", Duration.seconds(10)), ("1H", .seconds(3600)), ("99999999n", .nanoseconds(99_999_999)),
    ])
    func readsTimeouts(text: String, duration: Duration) {
        let bytes = Array(text.utf8)
        #expect(bytes.withUnsafeBytes { GRPCTimeout.parse($0) } == duration)
    }

    @Test(arguments: ["", "S", "10", "1x", "123456789S", "-1S"])
    func refusesWhatIsNoTimeout(text: String) {
        #expect(Array(text.utf8).withUnsafeBytes { GRPCTimeout.parse($0) } == nil)
    }

    @Test func writesDates() {
        #expect(HTTPDate.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
