import CollectorAPI
import CollectorTestKit
import Glibc
import Pdata
import Synchronization
import Testing

@testable import MemoryLimiterProcessor
@testable import MemoryLimiting

/// A process whose memory the test sets.
private final class FakeProcess: Sendable {
    let used = Atomic(0)
    let returns = Atomic(0)

    var memory: ProcessMemory {
        ProcessMemory(
            allocated: { self.used.load(ordering: .relaxed) },
            returnFree: {
                self.returns.add(1, ordering: .relaxed)
                return 0
            }
        )
    }

    func use(mebibytes: Int) { used.store(mebibytes << 20, ordering: .relaxed) }
}

/// A limiter of 100 MiB, 20 of them spike, with a processor of traces.
private struct Bench {
    let clock = TestClock()
    let log = RecordingLogSink(level: .info)
    let metrics = MetricRegistry()
    let process = FakeProcess()
    let budget = MemoryBudget(limit: 1 << 40, at: ByteMeter())
    let next = RecordingConsumer<Traces>()
    let host: TestHost
    let limiter: MemoryLimiter
    let processor: any Processor<Traces>

    init(_ yaml: String = "{check_interval: 1s, limit_mib: 100}") async throws {
        host = TestHost(clock: clock)
        limiter = MemoryLimiter(try MemoryLimiterSettings.decode(yaml: yaml), budget, process.memory)
        let context = ComponentContext.test("memory_limiter", kind: .processor, log: log, metrics: metrics)
        processor = MemoryLimiterProcessor<Traces>(limiter, context, next)
        try await processor.start(host)
    }

    /// Lets one interval pass, and the check in it.
    func check(using mebibytes: Int) async {
        process.use(mebibytes: mebibytes)
        await clock.waitForSleepers()
        clock.advance(by: .seconds(1))
        await clock.waitForSleepers()
    }

    func counter(_ name: String) -> Double? { metrics.snapshot().first { $0.name == name }?.samples.first?.value }
}

@Suite(.timeLimit(.minutes(5))) struct MemoryLimiterTests {
    @Test func setsTheBudgetAndTakesItBack() async throws {
        let bench = try await Bench()
        #expect(bench.budget.limit == 100 << 20)
        #expect(bench.budget.limitForRequests == 75 << 20)
        #expect(bench.log.messages == ["Memory limiter configured"])
        try await bench.processor.shutdown()
        #expect(bench.budget.limit == 1 << 40)
        #expect(bench.host.runningTasks == 0)
    }

    @Test func refusesAboveTheSoftLimitAndRecovers() async throws {
        let bench = try await Bench()
        try await bench.processor.consume(.sample(3))
        await bench.check(using: 79)
        try await bench.processor.consume(.sample(3))
        await bench.check(using: 81)
        let error = await #expect(throws: ConsumeError.self) { try await bench.processor.consume(.sample(5)) }
        #expect(error?.message == "data refused due to high memory usage")
        #expect(error?.disposition == .retryable(after: .seconds(1)))
        await bench.check(using: 50)
        try await bench.processor.consume(.sample(1))
        #expect(bench.counter("processor_memory_limiter_accepted_spans") == 7)
        #expect(bench.counter("processor_memory_limiter_refused_spans") == 5)
        #expect(
            bench.log.messages == [
                "Memory limiter configured",
                "Memory usage is above soft limit. Forcing a GC.", "Memory usage after GC.",
                "Memory usage is above soft limit. Refusing data.",
                "Memory usage back within limits. Resuming normal operation.",
            ]
        )
        let reports = bench.host.reports.map { "\($0.status)" }
        #expect(reports.count == 2)
        #expect(reports.first?.contains("recoverableError") == true)
        #expect(reports.last == "ok")
        try await bench.processor.shutdown()
    }

    @Test func returnsFreeMemoryLessOftenWhileThatDoesNotHelp() async throws {
        let bench = try await Bench()
        for _ in 0..<16 { await bench.check(using: 120) }
        // At 1 s, and then after pauses of 0.95, 1.9, 3.8 and 7.6 s, as far as whole seconds allow.
        #expect(bench.process.returns.load(ordering: .relaxed) == 5)
        #expect(bench.limiter.mustRefuse)
        try await bench.processor.shutdown()
        #expect(!bench.limiter.mustRefuse)
    }

    @Test func whatTheProcessUsesBesideTelemetryIsTakenOff() async throws {
        let bench = try await Bench()
        bench.budget.charge(10 << 20)
        await bench.check(using: 40)
        #expect(bench.budget.used == 40 << 20)
        #expect(bench.budget.admit(36 << 20) == .refused)
        #expect(bench.budget.admit(35 << 20) == .admitted)
        bench.budget.release(45 << 20)
        try await bench.processor.shutdown()
    }

    @Test func componentsOfOneConfigurationShareTheLimiter() throws {
        let settings = try MemoryLimiterSettings.decode(yaml: "{check_interval: 1h, limit_mib: 4000}")
        var other = settings
        other.limitMiB = 4001
        #expect(MemoryLimiter.shared(settings) === MemoryLimiter.shared(settings))
        #expect(MemoryLimiter.shared(settings) !== MemoryLimiter.shared(other))
    }

    @Test func percentagesAreOfTheMemoryThatTheProcessMayUse() throws {
        let settings = try MemoryLimiterSettings.decode(yaml: "{check_interval: 1s, limit_percentage: 50}")
        let limits = MemoryLimits(settings, .forProcess)
        #expect(limits.hard == SystemMemory.forProcess.total / 100 * 50)
        #expect(limits.spike == limits.hard / 5)
    }

    @Test(.disabled(if: isSanitized, "a sanitizer's allocator does not say what it has allocated"))
    func readsTheProcess() async {
        // In a process of its own: what other tests free meanwhile would be taken off.
        await #expect(processExitsWith: .success) {
            let before = ProcessMemory.live.allocated()
            let bytes = Bytes([UInt8](repeating: 1, count: 50 << 20))
            #expect(ProcessMemory.live.allocated() - before > 40 << 20)
            #expect(ProcessMemory.live.returnFree() >= 0)
            #expect(bytes.count == 50 << 20)
        }
    }
}

/// Whether the tests were built with a sanitizer, which brings an allocator of its own.
private let isSanitized = dlsym(nil, "__sanitizer_get_current_allocated_bytes") != nil
