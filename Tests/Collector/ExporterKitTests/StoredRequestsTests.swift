import CollectorAPI
import CollectorConfig
import CollectorTestKit
import Pdata
import Testing

@testable import ExporterKit

@Suite("Requests in a queue's storage", .timeLimit(.minutes(5))) struct StoredRequestsTests {
    private typealias Answer = @Sendable (Int) async throws(ConsumeError) -> PartialSuccess?
    private static let accept: Answer = { _ throws(ConsumeError) in nil }
    private static let noDescriptors = StorageError(.failed, "cannot open a file: Too many open files")

    private func destination(
        _ storage: MemoryStorage,
        queue: String = "num_consumers: 1",
        answer: @escaping Answer = Self.accept
    ) -> Destination<Traces> {
        Destination(
            queue: "{storage: memory, \(queue)}",
            extensions: [ComponentID("memory"): storage],
            answer: answer
        )
    }

    /// Leaves requests of 1, 2, … items in `storage`, as a collector does whose backend is away.
    private func leave(_ count: Int, in storage: MemoryStorage, client: ClientContext = ClientContext()) async throws {
        let there = destination(storage) { _ throws(ConsumeError) in throw .retryable("the backend is away") }
        try await there.exporter.start(there.host)
        for items in 1...count { #expect(await there.send(items, client: client).value == nil) }
        try await there.exporter.shutdown()
        #expect(storage.values.count == count)
    }

    @Test("what the system cannot read for now is kept, tried again, and sent when it can be read")
    func passingFailure() async throws {
        let storage = MemoryStorage()
        try await leave(2, in: storage)
        storage.failReads(by: Self.noDescriptors)
        let there = destination(storage)
        try await there.exporter.start(there.host)
        // Longer than the patience with one request.
        for pause in [1, 2, 4, 8, 16, 32, 1, 2] {
            await there.clock.waitForSleepers()
            there.clock.advance(by: .milliseconds(100 * pause))
        }
        await there.clock.waitForSleepers()
        #expect(storage.values.count == 2)
        #expect(there.value("exporter_queue_size") == 2)
        storage.failReads(by: nil)
        there.clock.advance(by: .seconds(10))
        await there.received.wait(items: 3)
        try await there.exporter.shutdown()
        #expect(storage.values.isEmpty)
        #expect(there.value("exporter_send_failed_spans") == 0)
        let warnings = there.log.lines.filter { $0.level >= .warn }
        #expect(
            warnings.map(\.message) == [
                "Stored requests cannot be read for now. They are kept, and reading is tried again."
            ]
        )
        #expect(there.log.messages.contains("Stored requests can be read again."))
    }

    @Test("a collector that stops while it cannot read its storage leaves everything there")
    func stopWhileUnreadable() async throws {
        let storage = MemoryStorage()
        try await leave(3, in: storage)
        storage.failReads(by: Self.noDescriptors)
        let there = destination(storage, queue: "num_consumers: 2")
        try await there.exporter.start(there.host)
        await there.clock.waitForSleepers()
        try await there.exporter.shutdown()
        #expect(storage.values.count == 3)
        #expect(there.value("exporter_send_failed_spans") == 0)
    }

    @Test(
        "a request that memory could not hold keeps the client that it came with; after a restart it has the stored one"
    )
    func client() async throws {
        let memory = MemoryStorage()
        let host = TestHost(extensions: [ComponentID("memory"): memory])
        let settings = try QueueSettings.decode(yaml: "{storage: memory}")
        let context = ComponentContext.test("sample", kind: .exporter)
        let (storage, _) = try await QueueStorage<Traces>.open(settings.storage, context, host)
        let client = ClientContext(address: "a", metadata: ["tenant": ["b"]], auth: ["username": ["c"]])
        let entry = QueueEntry<Traces>(.sample(3), client: client, settings.sizer)
        try await storage.keep(entry)
        entry.data = nil
        try await storage.load(entry)
        #expect(entry.data?.itemCount == 3)
        #expect(entry.client == client)

        let again = QueueEntry<Traces>(try #require(entry.key), settings.sizer)
        try await storage.load(again)
        #expect(again.client == ClientContext(address: "a", metadata: ["tenant": ["b"]]))
    }

    @Test("a long line of stored requests that are kept apart is read as it is sent, not before the start")
    func readLazily() async throws {
        let storage = MemoryStorage()
        try await leave(30, in: storage, client: ClientContext(metadata: ["tenant": ["a"]]))
        let gate = Gate()
        let queue = "num_consumers: 1, batch: {min_size: 3, partition: {metadata_keys: [Tenant]}}"
        let there = destination(storage, queue: queue) { _ throws(ConsumeError) in
            await gate.pass()
            return nil
        }
        try await there.exporter.start(there.host)
        await gate.wait()
        #expect(storage.reads == 2)
        gate.open()
        await there.received.wait(items: 30 * 31 / 2)
        try await there.exporter.shutdown()
        #expect(there.received.received.prefix(3).map(\.itemCount) == [3, 3, 4])
        #expect(there.received.calls.allSatisfy { $0.client.metadata == ["tenant": ["a"]] })
        #expect(storage.values.isEmpty)
    }

    @Test("what is damaged is lost, counted, and goes")
    func damaged() async throws {
        let storage = MemoryStorage()
        try await leave(1, in: storage)
        storage.failReads(by: StorageError(.damaged, "a file is damaged"))
        let there = destination(storage)
        try await there.exporter.start(there.host)
        await there.log.wait(for: "Exporting failed. Dropping data.")
        try await there.exporter.shutdown()
        #expect(storage.values.isEmpty)
        #expect(there.value("exporter_send_failed_spans") == 1)
    }
}
