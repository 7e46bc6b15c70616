import CollectorAPI
import CollectorTestKit
import Pdata
import Testing

@testable import BatchProcessor

/// A batch processor of traces with everything around it.
struct Bench {
    let clock = TestClock()
    let log = RecordingLogSink()
    let metrics = MetricRegistry()
    let host: TestHost
    let next: RecordingConsumer<Traces>
    let processor: any Processor<Traces>

    init(_ yaml: String = "", next: RecordingConsumer<Traces> = RecordingConsumer()) async throws {
        host = TestHost(clock: clock)
        self.next = next
        let context = ComponentContext.test("batch", kind: .processor, log: log, metrics: metrics)
        processor = try BatchProcessorFactory().traces(.decode(yaml: yaml), context, next)
        try await processor.start(host)
    }

    func counter(_ name: String) -> Double {
        metrics.snapshot().first { $0.name == name }?.samples.first?.value ?? 0
    }
}

@Suite struct BatchProcessorTests {
    @Test func answersAtOnceAndSendsAtTimeout() async throws {
        let bench = try await Bench("timeout: 1s")
        try await bench.processor.consume(.sample(3))
        try await bench.processor.consume(.sample(4))
        #expect(bench.next.calls.isEmpty)
        await bench.clock.waitForSleepers()
        bench.clock.advance(by: .seconds(1))
        let calls = await bench.next.wait(calls: 1)
        #expect(calls.map(\.data.itemCount) == [7])
        #expect(bench.counter("processor_batch_timeout_trigger_send") == 1)
        try await bench.processor.shutdown()
        #expect(bench.host.runningTasks == 0)
    }

    @Test func keepsNoCompressedBytes() async throws {
        let bench = try await Bench("{send_batch_size: 1, timeout: 0s}", next: RecordingConsumer(passingOn: [.gzip]))
        #expect(bench.processor.passedOnCodings.isEmpty)
        let form = CompressedForm(.gzip, Bytes(utf8: "packed"))
        try await bench.processor.consume(Traces(validating: Traces.sample(1).segments[0], from: form))
        let calls = await bench.next.wait(calls: 1)
        #expect(calls[0].data.compressedForm == nil)
        try await bench.processor.shutdown()
    }

    @Test func sendsWhenSizeIsReached() async throws {
        let bench = try await Bench("{send_batch_size: 10, timeout: 1h}")
        for _ in 0..<5 { try await bench.processor.consume(.sample(2)) }
        let calls = await bench.next.wait(calls: 1)
        #expect(calls[0].data.itemCount == 10)
        #expect(bench.counter("processor_batch_batch_size_trigger_send") == 1)
        #expect(bench.counter("processor_batch_batch_send_size") == 10)
        try await bench.processor.shutdown()
    }

    @Test func splitsAtMaxSizeAndKeepsTheRest() async throws {
        let bench = try await Bench("{send_batch_size: 4, send_batch_max_size: 5, timeout: 1h}")
        try await bench.processor.consume(.sample(12))
        await bench.next.wait(calls: 2)
        #expect(bench.next.received.map(\.itemCount) == [5, 5])
        try await bench.processor.shutdown()
        #expect(bench.next.received.map(\.itemCount) == [5, 5, 2])
    }

    @Test(arguments: ["timeout: 0s", "send_batch_size: 0"])
    func sendsEverythingAtOnce(yaml: String) async throws {
        let bench = try await Bench(yaml)
        try await bench.processor.consume(.sample(1))
        await bench.next.wait(items: 1)
        try await bench.processor.consume(.sample(2))
        await bench.next.wait(items: 3)
        try await bench.processor.shutdown()
        #expect(bench.next.itemCount == 3)
    }

    @Test func flushesOnShutdown() async throws {
        let bench = try await Bench("timeout: 1h")
        try await bench.processor.consume(.sample(5))
        try await bench.processor.shutdown()
        #expect(bench.next.itemCount == 5)
        #expect(bench.host.runningTasks == 0)
    }

    @Test func retriesWhatIsRefusedForNow() async throws {
        let next = RecordingConsumer<Traces>(refusing: .retryable("busy"), times: 2)
        let bench = try await Bench("send_batch_size: 1", next: next)
        try await bench.processor.consume(.sample(1))
        for _ in 0..<2 {
            await bench.clock.waitForSleepers()
            bench.clock.advance(by: .seconds(60))
        }
        await next.wait(calls: 1)
        #expect(next.attempts == 3)
        #expect(bench.counter("processor_batch_dropped_items") == 0)
        try await bench.processor.shutdown()
    }

    @Test func dropsWhatAnExporterGivesUp() async throws {
        var outOfTime = ConsumeError.retryable("no more retries left")
        outOfTime.isGivenUp = true
        let next = RecordingConsumer<Traces>(refusing: outOfTime, times: 1)
        let bench = try await Bench("{send_batch_size: 3, timeout: 1h}", next: next)
        try await bench.processor.consume(.sample(3))
        let line = await bench.log.wait(for: "Sender failed. Dropping data.")
        #expect(line["error"] == "no more retries left")
        #expect(line["dropped_items"] == 3)
        #expect(bench.counter("processor_batch_dropped_items") == 3)
        try await bench.processor.consume(.sample(4))
        try await bench.processor.shutdown()
        #expect(next.attempts == 2)
        #expect(next.itemCount == 4)
    }

    @Test func losesOnlyTheOffenderOfABatchRefusedForGood() async throws {
        let offender = Traces.sample(2, service: "offender")
        let poison = offender.segments[0]
        let next = RecordingConsumer<Traces> { _, data in
            if data.segments.contains(poison) { throw ConsumeError.permanent("malformed") }
        }
        let bench = try await Bench("{send_batch_size: 9, timeout: 1h}", next: next)
        try await bench.processor.consume(.sample(3))
        try await bench.processor.consume(offender)
        try await bench.processor.consume(.sample(4))
        await next.wait(items: 7)
        try await bench.processor.shutdown()
        #expect(next.received.map(\.itemCount) == [3, 4])
        #expect(bench.counter("processor_batch_dropped_items") == 2)
        #expect(bench.log.messages.contains("Sender failed. Dropping data."))
    }

    @Test func callersWaitWhileABatchWaits() async throws {
        let gate = Gate()
        let bench = try await Bench("{send_batch_size: 2, timeout: 1h}", next: RecordingConsumer(behind: gate))
        try await bench.processor.consume(.sample(2))
        await gate.wait()
        try await bench.processor.consume(.sample(2))
        let caller = Task { try await bench.processor.consume(.sample(2)) }
        await bench.clock.waitForSleepers()
        gate.open()
        try await caller.value
        await bench.next.wait(items: 4)
        try await bench.processor.shutdown()
        #expect(bench.next.itemCount == 6)
    }

    @Test func callersAreRefusedWhenTheyWaitTooLong() async throws {
        let gate = Gate()
        let bench = try await Bench("{send_batch_size: 2, timeout: 1h}", next: RecordingConsumer(behind: gate))
        try await bench.processor.consume(.sample(2))
        await gate.wait()
        try await bench.processor.consume(.sample(2))
        let caller = Task { try await bench.processor.consume(.sample(2)) }
        await bench.clock.waitForSleepers()
        bench.clock.advance(by: .seconds(5))
        let error = await #expect(throws: ConsumeError.self) { try await caller.value }
        #expect(error?.isPermanent == false)
        gate.open()
        try await bench.processor.shutdown()
        #expect(bench.next.itemCount == 4)
    }

    @Test func cancelledCallersStopWaiting() async throws {
        let gate = Gate()
        let bench = try await Bench("{send_batch_size: 1, timeout: 1h}", next: RecordingConsumer(behind: gate))
        try await bench.processor.consume(.sample(1))
        await gate.wait()
        try await bench.processor.consume(.sample(1))
        let caller = Task { try await bench.processor.consume(.sample(1)) }
        await bench.clock.waitForSleepers()
        caller.cancel()
        await #expect(throws: ConsumeError.self) { try await caller.value }
        gate.open()
        try await bench.processor.shutdown()
        #expect(bench.next.itemCount == 2)
    }

    @Test func shutdownGivesEachBatchOneAttemptAndReportsTheLoss() async throws {
        let next = RecordingConsumer<Traces>(refusing: .retryable("down"))
        let bench = try await Bench("timeout: 1h", next: next)
        try await bench.processor.consume(.sample(5))
        try await bench.processor.shutdown()
        #expect(next.attempts == 1)
        #expect(bench.counter("processor_batch_dropped_items") == 5)
        #expect(bench.host.runningTasks == 0)
    }

    @Test func keepsMetadataApartAndPassesItOn() async throws {
        let bench = try await Bench("{metadata_keys: [Tenant], timeout: 1h, metadata_cardinality_limit: 2}")
        for tenant in ["a", "b", "a"] {
            let client = ClientContext(address: "10.0.0.1:5", metadata: ["tenant": [tenant], "other": ["x"]])
            try await ClientContext.$current.withValue(client) { try await bench.processor.consume(.sample(1)) }
        }
        let third = ClientContext(metadata: ["tenant": ["c"]])
        let error = await #expect(throws: ConsumeError.self) {
            try await ClientContext.$current.withValue(third) { try await bench.processor.consume(.sample(1)) }
        }
        #expect(error?.message == "too many batcher metadata-value combinations")
        #expect(error?.isPermanent == true)
        #expect(bench.counter("processor_batch_metadata_cardinality") == 2)
        try await bench.processor.shutdown()
        let byTenant = bench.next.calls.map { ($0.client.metadata["tenant"], $0.data.itemCount) }
        #expect(byTenant.first { $0.0 == ["a"] }?.1 == 2)
        #expect(byTenant.first { $0.0 == ["b"] }?.1 == 1)
        #expect(bench.next.calls.allSatisfy { $0.client.metadata["other"] == nil })
    }

    @Test func takesALimitOfNoneForNoLimit() async throws {
        let bench = try await Bench("{metadata_keys: [tenant], timeout: 1h, metadata_cardinality_limit: 0}")
        for tenant in 0..<1100 {
            let client = ClientContext(metadata: ["tenant": ["\(tenant)"]])
            try await ClientContext.$current.withValue(client) { try await bench.processor.consume(.sample(1)) }
        }
        try await bench.processor.shutdown()
        #expect(bench.next.itemCount == 1100)
    }

    @Test func joinsAndCutsProfiles() async throws {
        let next = RecordingConsumer<Profiles>()
        let processor = try await profilesProcessor("{timeout: 1h, send_batch_max_size: 5, send_batch_size: 5}", next)
        let requests = [Profiles.sample(1, service: "a"), .sample(2, service: "b"), .sample(8, service: "c")]
        for request in requests.prefix(2) { try await processor.consume(request) }
        #expect(next.received.isEmpty)
        try await processor.consume(requests[2])
        try await processor.shutdown()
        #expect(next.received.map(\.itemCount) == [3, 5, 3])
        let services = next.received.map(services)
        #expect(services == [["a", "b"], ["c"], ["c"]])
    }

    @Test func losesOnlyTheOffenderOfJoinedProfiles() async throws {
        let next = RecordingConsumer<Profiles> { _, data in
            if services(data).contains("offender") { throw ConsumeError.permanent("malformed") }
        }
        let processor = try await profilesProcessor("timeout: 1h", next)
        for service in ["a", "offender", "b"] { try await processor.consume(.sample(2, service: service)) }
        try await processor.shutdown()
        #expect(next.received.map(services) == [["a"], ["b"]])
        #expect(next.attempts == 4)
        #expect(next.itemCount == 4)
    }

    private func profilesProcessor(
        _ yaml: String,
        _ next: RecordingConsumer<Profiles>
    ) async throws -> any Processor<Profiles> {
        let context = ComponentContext.test("batch", kind: .processor)
        let processor = try BatchProcessorFactory().profiles(.decode(yaml: yaml), context, next)
        try await processor.start(TestHost())
        return processor
    }

    @Test func carriesEverythingOnceUnderLoad() async throws {
        let bench = try await Bench("{send_batch_size: 50, send_batch_max_size: 60, timeout: 1h}")
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for size in 1...40 {
                        while (try? await bench.processor.consume(.sample(size))) == nil {}
                    }
                }
            }
        }
        try await bench.processor.shutdown()
        #expect(bench.next.itemCount == 8 * (1...40).reduce(0, +))
        #expect(bench.next.received.allSatisfy { $0.itemCount <= 60 })
        #expect(bench.host.runningTasks == 0)
    }
}

/// The service of each resource.
private func services(_ profiles: Profiles) -> [String] {
    var services: [String] = []
    profiles.forEachResource { resource in
        if case .string(let name) = resource.resource.attributes["service.name"] { services.append(name) }
    }
    return services
}

@Suite struct BatchSettingsTests {
    @Test(arguments: [
        (
            "{send_batch_size: 10, send_batch_max_size: 5}",
            "send_batch_max_size must be greater or equal to send_batch_size"
        ),
        ("{metadata_keys: [a, A]}", "duplicate entry in metadata_keys: \"a\" (case-insensitive)"),
        ("timeout: -1s", "timeout must be greater or equal to 0"),
        ("send_batch_siz: 1", "did you mean 'send_batch_size'?"),
    ])
    func refuses(yaml: String, message: String) {
        let error = #expect(throws: (any Error).self) { try BatchSettings.decode(yaml: yaml) }
        #expect("\(error.map { "\($0)" } ?? "")".contains(message))
    }

    @Test func hasUpstreamsDefaults() throws {
        let settings = try BatchSettings.decode(yaml: "")
        #expect(settings.timeout == .milliseconds(200))
        #expect(settings.sendBatchSize == 8192)
        #expect(settings.sendBatchMaxSize == 0)
        #expect(settings.metadataCardinalityLimit == 1000)
        #expect(settings.maxCombinations == 1000)
    }

    @Test func boundsCombinationsWithoutALimit() throws {
        #expect(try BatchSettings.decode(yaml: "metadata_cardinality_limit: 0").maxCombinations == 100_000)
    }
}
