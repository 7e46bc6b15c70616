import CollectorAPI
import CollectorNet
import CollectorTestKit
import Testing

@testable import MemoryLimiterExtension
@testable import MemoryLimiting

@Suite(.timeLimit(.minutes(5))) struct MiddlewareTests {
    @Test func refusesWholeRequestsAboveTheSoftLimit() async throws {
        let clock = TestClock()
        let host = TestHost(clock: clock)
        let settings = try MemoryLimiterSettings.decode(yaml: "{check_interval: 1s, limit_mib: 100}")
        let used = Lock(0)
        let process = ProcessMemory(allocated: { used.withLock { $0 } }, returnFree: { 0 })
        let limiter = MemoryLimiter(settings, MemoryBudget(limit: 1 << 40), process)
        let middleware = MemoryLimiterExtension(limiter, .test("memory_limiter", kind: .extension))
        try await middleware.start(host)
        let request = IncomingRequest(.grpc, path: "/a.B/C", headers: HTTPHeaders())
        try await middleware.admit(request)
        used.withLock { $0 = 90 << 20 }
        await clock.waitForSleepers()
        clock.advance(by: .seconds(1))
        await clock.waitForSleepers()
        let refusal = await #expect(throws: RequestRefusal.self) { try await middleware.admit(request) }
        #expect(refusal?.code == .unavailable)
        #expect(refusal?.httpStatus == 503)
        #expect(refusal?.retryAfter == .seconds(1))
        used.withLock { $0 = 10 << 20 }
        clock.advance(by: .seconds(1))
        await clock.waitForSleepers()
        try await middleware.admit(request)
        try await middleware.shutdown()
        #expect(host.runningTasks == 0)
    }
}
