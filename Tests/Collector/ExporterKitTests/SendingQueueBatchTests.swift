import CollectorAPI
import CollectorTestKit
import ExporterKit
import Pdata
import Testing

@Suite("Batches of a sending queue", .timeLimit(.minutes(5))) struct SendingQueueBatchTests {
    private typealias Answer = @Sendable (Int) async throws(ConsumeError) -> PartialSuccess?
    private static let accept: Answer = { _ throws(ConsumeError) in nil }

    @Test("requests are joined until they are large enough")
    func bySize() async throws {
        let there = Destination<Traces>(queue: "{batch: {min_size: 10}}", answer: Self.accept)
        try await there.exporter.start(there.host)
        for count in [4, 4, 4] { #expect(await there.send(count).value == nil) }
        await there.received.wait(calls: 1)
        #expect(there.received.received.map(\.itemCount) == [12])
        #expect(there.received.received[0].segments.count == 3)
        try await there.exporter.shutdown()
        #expect(there.value("exporter_queue_size") == 0)
    }

    @Test("a batch that is old enough is sent whatever its size, and shutdown sends what is left")
    func byAge() async throws {
        let there = Destination<Logs>(queue: "{batch: {min_size: 10, flush_timeout: 1s}}", answer: Self.accept)
        try await there.exporter.start(there.host)
        #expect(await there.send(4).value == nil)
        await there.clock.waitForSleepers()
        #expect(there.value("exporter_queue_size") == 1)
        there.clock.advance(by: .seconds(1))
        await there.received.wait(items: 4)
        #expect(await there.send(5).value == nil)
        try await there.exporter.shutdown()
        #expect(there.received.received.map(\.itemCount) == [4, 5])
        await there.host.waitUntilIdle()
    }

    @Test("larger batches are cut, and the rest waits for more")
    func cut() async throws {
        let there = Destination<Metrics>(
            queue: "{num_consumers: 1, batch: {min_size: 10, max_size: 10}}",
            answer: Self.accept
        )
        try await there.exporter.start(there.host)
        for count in [7, 16, 9] { #expect(await there.send(count).value == nil) }
        await there.received.wait(items: 30)
        try await there.exporter.shutdown()
        #expect(there.received.received.map(\.itemCount) == [10, 10, 10, 2])
        #expect(there.value("exporter_queue_size") == 0)
        #expect(there.value("exporter_sent_metric_points") == 32)
    }

    @Test("a caller that waits for its result gets it when the last piece of its request is sent")
    func cutAndWaiting() async throws {
        let there = Destination<Traces>(
            queue: "{num_consumers: 1, wait_for_result: true, batch: {min_size: 4, max_size: 4, flush_timeout: 1s}}"
        ) { attempt throws(ConsumeError) in
            guard attempt < 3 else { throw .permanent("no") }
            return nil
        }
        try await there.exporter.start(there.host)
        let whole = there.send(4)
        #expect(await whole.value == nil)
        let cut = there.send(6)
        await there.received.wait(items: 8)
        await there.clock.waitForSleepers()
        there.clock.advance(by: .seconds(1))
        #expect(await cut.value?.message == "no")
        try await there.exporter.shutdown()
    }

    @Test("when a batch is refused for good, each of its requests is sent by itself")
    func offender() async throws {
        let there = Destination<Traces>(
            queue: "{num_consumers: 1, wait_for_result: true, batch: {min_size: 6, flush_timeout: 1h}}"
        ) { attempt throws(ConsumeError) in
            guard attempt != 1, attempt != 3 else { throw .permanent("no") }
            return nil
        }
        try await there.exporter.start(there.host)
        let sends = (1...3).map { there.send($0) }
        var failures = 0
        for send in sends { failures += await send.value == nil ? 0 : 1 }
        #expect(failures == 1)
        #expect(there.received.attempts == 2)
        try await there.exporter.shutdown()
    }

    @Test("clients with other metadata are kept apart, and what leaves carries theirs")
    func partitions() async throws {
        let there = Destination<Traces>(
            queue: "{batch: {min_size: 4, partition: {metadata_keys: [Tenant]}}}",
            answer: Self.accept
        )
        try await there.exporter.start(there.host)
        let clients = ["a", "b"].map { ClientContext(address: "x", metadata: ["tenant": [$0], "other": ["y"]]) }
        for client in clients + clients { #expect(await there.send(2, client: client).value == nil) }
        await there.received.wait(calls: 2)
        try await there.exporter.shutdown()
        #expect(there.received.received.map(\.itemCount) == [4, 4])
        #expect(Set(there.received.calls.map(\.client.metadata)) == [["tenant": ["a"]], ["tenant": ["b"]]])
    }

    @Test("profiles are joined too, and a batch of them that is refused for good falls apart again")
    func profiles() async throws {
        let there = Destination<Profiles>(queue: "{num_consumers: 1, batch: {min_size: 6}}") {
            attempt throws(ConsumeError) in
            guard attempt != 2 else { throw .permanent("no") }
            return nil
        }
        try await there.exporter.start(there.host)
        for _ in 0..<2 {
            for count in [1, 2, 3] { #expect(await there.send(count).value == nil) }
        }
        await there.received.wait(items: 12)
        try await there.exporter.shutdown()
        #expect(there.received.received.map(\.itemCount) == [6, 1, 2, 3])
        #expect(there.value("exporter_queue_size") == 0)
    }

    @Test("batches are cut by bytes, and a record larger than a batch may be is dropped")
    func cutByBytes() async throws {
        let size = Traces.sample(1).byteCount
        let there = Destination<Traces>(
            queue: "{num_consumers: 1, batch: {sizer: bytes, min_size: 1, max_size: \(size + 10)}}",
            answer: Self.accept
        )
        try await there.exporter.start(there.host)
        #expect(await there.send(3).value == nil)
        await there.received.wait(calls: 3)
        #expect(await there.send(1, service: String(repeating: "x", count: 100)).value == nil)
        let line = await there.log.wait(for: "Exporting failed. Dropping data.")
        #expect(line["error"] == "Permanent error: one span size is greater than max size, dropping items: 1")
        try await there.exporter.shutdown()
        #expect(there.received.received.map(\.itemCount) == [1, 1, 1])
        #expect(there.value("exporter_send_failed_spans") == 1)
        #expect(there.value("exporter_queue_size") == 0)
    }

    @Test("batches are measured in bytes where the user says so")
    func bytes() async throws {
        let size = Traces.sample(10).byteCount
        let there = Destination<Traces>(queue: "{batch: {sizer: bytes, min_size: \(2 * size)}}", answer: Self.accept)
        try await there.exporter.start(there.host)
        for _ in 0..<2 { #expect(await there.send(10).value == nil) }
        await there.received.wait(calls: 1)
        #expect(there.received.received.map(\.itemCount) == [20])
        try await there.exporter.shutdown()
    }
}
