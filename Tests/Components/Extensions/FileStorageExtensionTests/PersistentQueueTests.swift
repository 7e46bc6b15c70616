import CollectorAPI
import CollectorConfig
import CollectorTestKit
import ExporterKit
import Foundation
import Pdata
import Testing

@testable import FileStorageExtension

/// An exporter whose queue is kept in a fixture's storage.
private struct QueueingExporter: Sendable {
    let exporter: SendingExporter<Traces>
    let received: RecordingConsumer<Traces>
    let log = RecordingLogSink()
    let metrics = MetricRegistry()

    /// An exporter that has started; its destination answers as `answer` says.
    init(
        _ fixture: StorageFixture,
        storage: String = "",
        queue: String = "",
        answer: @escaping @Sendable (Int, Traces) async throws -> Void = { _, _ in }
    ) async throws {
        let received = RecordingConsumer(answer)
        self.received = received
        exporter = SendingExporter(
            .test("otlp_grpc", kind: .exporter, log: log, metrics: metrics),
            queue: .some(try QueueSettings.decode(yaml: "{storage: file_storage, \(queue)}")),
            retry: .some(RetrySettings()),
            attempt: { data throws(ConsumeError) in
                do {
                    try await received.consume(data)
                } catch {
                    throw ConsumeError(error)
                }
                return nil
            }
        )
        let host = TestHost(extensions: [ComponentID("file_storage"): try await fixture.storage(storage)])
        try await exporter.start(host)
    }

    /// The value of a metric.
    func value(_ name: String) -> Double? {
        metrics.snapshot().first { $0.name == name }?.samples.first?.value
    }
}

@Suite("Persistent queue", .timeLimit(.minutes(5))) struct PersistentQueueTests {
    private static let away = ConsumeError.retryable("the backend is away", status: .unavailable)

    @Test("what is not sent when the collector stops is sent by the next one, in order, with its client's metadata")
    func restart() async throws {
        let fixture = try StorageFixture()
        let first = try await QueueingExporter(fixture, queue: "num_consumers: 1") { _, _ in throw Self.away }
        let client = ClientContext(address: "10.0.0.1:5", metadata: ["tenant": ["a", "b"]])
        for count in 1...4 {
            try await ClientContext.$current.withValue(client) { try await first.exporter.consume(.sample(count)) }
        }
        await first.log.wait(for: "Exporting failed. Will retry the request after interval.")
        #expect(first.value("exporter_queue_size") == 4)
        try await first.exporter.shutdown()
        #expect(first.received.itemCount == 0)
        #expect(first.value("exporter_send_failed_spans") == 0)
        #expect(first.log.messages.contains("Exporting failed. Keeping data in the queue's storage."))

        let second = try await QueueingExporter(fixture, queue: "num_consumers: 1")
        await second.received.wait(calls: 4)
        #expect(second.received.received.map(\.itemCount) == [1, 2, 3, 4])
        #expect(second.received.calls.allSatisfy { $0.client == client })
        #expect(second.received.received[2].segments == Traces.sample(3).segments)
        try await second.exporter.shutdown()
        #expect(second.value("exporter_queue_size") == 0)

        let third = try await QueueingExporter(fixture)
        #expect(third.value("exporter_queue_size") == 0)
        try await third.exporter.shutdown()
        #expect(third.received.attempts == 0)
    }

    @Test("a full storage refuses callers, who may come again, and goes on when the backend is back")
    func fullStorage() async throws {
        let fixture = try StorageFixture()
        let gate = Gate()
        let storage =
            "max_size: 1048576, compaction: {rebound_needed_threshold_mib: 1, rebound_trigger_threshold_mib: 1}"
        let there = try await QueueingExporter(fixture, storage: storage) { _, _ in await gate.pass() }
        var taken = 0
        var refusal: ConsumeError?
        while refusal == nil {
            do {
                try await there.exporter.consume(.sample(1000))
                taken += 1
            } catch {
                refusal = ConsumeError(error)
            }
        }
        #expect(taken > 10)
        #expect(refusal?.message.contains("max_size is 1048576 bytes") == true)
        #expect(refusal?.disposition == .retryable(after: .seconds(5)))
        #expect(there.value("exporter_enqueue_failed_spans") == 1000)
        gate.open()
        await there.received.wait(calls: taken)
        try await there.exporter.consume(.sample(1000))
        await there.received.wait(calls: taken + 1)
        try await there.exporter.shutdown()
        #expect(there.value("exporter_sent_spans") == Double(1000 * (taken + 1)))
    }

    @Test("a damaged queue loses what is damaged only, and says so")
    func damaged() async throws {
        let fixture = try StorageFixture()
        let first = try await QueueingExporter(fixture) { _, _ in throw Self.away }
        for count in [10, 20, 30] { try await first.exporter.consume(.sample(count)) }
        try await first.exporter.shutdown()
        try fixture.damage(try #require(fixture.files().first)) { $0[$0.count / 2] ^= 0xff }
        let second = try await QueueingExporter(fixture)
        await second.received.wait(calls: 2)
        try await second.exporter.shutdown()
        #expect(second.received.itemCount < 60)
        #expect(fixture.log.messages.contains("The storage is damaged. Keeping all that is whole."))
    }

    @Test("batches are made of what is stored, and only what is left of a cut one comes again")
    func batches() async throws {
        let fixture = try StorageFixture()
        let queue = "batch: {min_size: 10, max_size: 10, flush_timeout: 1h}"
        let first = try await QueueingExporter(fixture, queue: queue)
        for count in [4, 4, 4] { try await first.exporter.consume(.sample(count)) }
        await first.received.wait(items: 10)
        try await first.exporter.shutdown()
        // Two items of the last request wait for more.
        let second = try await QueueingExporter(fixture)
        await second.received.wait(calls: 1)
        try await second.exporter.shutdown()
        #expect(second.received.received.map(\.itemCount) == [2])
    }

    @Test("more than memory may hold is read from the storage when its turn comes")
    func spilled() async throws {
        let fixture = try StorageFixture()
        let first = try await QueueingExporter(fixture) { _, _ in throw Self.away }
        for _ in 0..<50 { try await first.exporter.consume(.sample(100)) }
        try await first.exporter.shutdown()
        let queue = "num_consumers: 3, batch: {min_size: 1000, flush_timeout: 1h, partition: {metadata_keys: [tenant]}}"
        let second = try await QueueingExporter(fixture, queue: queue)
        await second.received.wait(items: 5000)
        try await second.exporter.shutdown()
        #expect(second.received.received.map(\.itemCount) == [1000, 1000, 1000, 1000, 1000])
    }

    @Test("what is refused for good or given up does not come back")
    func finishedAnyway() async throws {
        let fixture = try StorageFixture()
        let first = try await QueueingExporter(fixture) { _, _ in throw ConsumeError.permanent("no") }
        try await first.exporter.consume(.sample(5))
        await first.log.wait(for: "Exporting failed. Dropping data.")
        try await first.exporter.shutdown()
        let second = try await QueueingExporter(fixture)
        try await second.exporter.shutdown()
        #expect(second.received.attempts == 0)
        #expect(first.value("exporter_send_failed_spans") == 5)
    }

    @Test("a storage that is not there, or is none, keeps the exporter from starting")
    func noStorage() async throws {
        let exporter = SendingExporter<Traces>(
            .test("otlp_grpc", kind: .exporter),
            queue: .some(try QueueSettings.decode(yaml: "storage: file_storage")),
            retry: .absent,
            attempt: { _ throws(ConsumeError) in nil }
        )
        let error = await #expect(throws: (any Error).self) { try await exporter.start(TestHost()) }
        #expect(error.map { "\($0)" } == "failed to resolve storage \"file_storage\": storage not found")
        try await exporter.shutdown()
    }
}
