import CollectorAPI
import CollectorTestKit
import ExporterKit
import Pdata
import Testing

@Suite("Stored requests that are sent in pieces", .timeLimit(.minutes(5))) struct CutRequestsTests {
    private typealias Answer = @Sendable (Int) async throws(ConsumeError) -> PartialSuccess?
    private static let accept: Answer = { _ throws(ConsumeError) in nil }
    private static let away = ConsumeError.retryable("the backend is away")
    private static let batches = "batch: {min_size: 10, max_size: 10}"

    private func destination(
        _ storage: MemoryStorage,
        queue: String = batches,
        answer: @escaping Answer = Self.accept
    ) -> Destination<Traces> {
        Destination(
            queue: "{storage: memory, num_consumers: 1, \(queue)}",
            extensions: [ComponentID("memory"): storage],
            answer: answer
        )
    }

    /// What a collector sends that starts on `storage`, without batches.
    private func nextLife(_ storage: MemoryStorage, calls: Int) async throws -> RecordingConsumer<Traces> {
        let there = destination(storage, queue: "")
        try await there.exporter.start(there.host)
        await there.received.wait(calls: calls)
        try await there.exporter.shutdown()
        #expect(storage.values.isEmpty)
        return there.received
    }

    @Test("a killed collector sends again what was under way, nothing that was confirmed")
    func killed() async throws {
        let storage = MemoryStorage()
        let gate = Gate()
        let there = destination(storage) { attempt throws(ConsumeError) in
            if attempt == 3 { await gate.pass() }
            return nil
        }
        try await there.exporter.start(there.host)
        let client = ClientContext(metadata: ["tenant": ["a"]])
        #expect(await there.send(35, client: client).value == nil)
        await gate.wait()
        let next = try await nextLife(storage.copy(), calls: 2)
        #expect(next.received.map(\.itemCount) == [10, 5])
        gate.open()
        try await there.exporter.shutdown()
    }

    @Test("a collector that stops leaves the pieces that were not confirmed")
    func stopped() async throws {
        let storage = MemoryStorage()
        let there = destination(storage) { attempt throws(ConsumeError) in
            guard attempt == 1 else { throw Self.away }
            return nil
        }
        try await there.exporter.start(there.host)
        #expect(await there.send(35).value == nil)
        await there.clock.waitForSleepers()
        #expect(there.value("exporter_queue_size") == 3)
        try await there.exporter.shutdown()
        #expect(there.received.itemCount == 10)
        let next = try await nextLife(storage, calls: 3)
        #expect(next.received.map(\.itemCount).sorted() == [5, 10, 10])
    }

    @Test("a storage without room for pieces keeps requests whole until all of their pieces are sent")
    func full() async throws {
        let storage = MemoryStorage()
        let gate = Gate()
        let there = destination(storage) { attempt throws(ConsumeError) in
            if attempt < 3 { await gate.pass() }
            return nil
        }
        try await there.exporter.start(there.host)
        #expect(await there.send(10).value == nil)
        await gate.wait()
        #expect(await there.send(25).value == nil)
        storage.fill()
        gate.open()
        await there.received.wait(items: 30)
        try await there.exporter.shutdown()
        #expect(there.received.received.map(\.itemCount) == [10, 10, 10])
        #expect(storage.values.keys.map { $0.split(separator: "/")[1] } == ["25"])
    }

    @Test("records larger than a batch may be are dropped, the others of their request are sent")
    func oversized() async throws {
        let storage = MemoryStorage()
        let size = Traces.sample(1).byteCount
        let there = destination(storage, queue: "batch: {sizer: bytes, min_size: 1, max_size: \(size + 10)}")
        try await there.exporter.start(there.host)
        #expect(await there.send(2, service: String(repeating: "x", count: 100)).value == nil)
        await there.log.wait(for: "Exporting failed. Dropping data.")
        #expect(await there.send(2).value == nil)
        await there.received.wait(calls: 2)
        try await there.exporter.shutdown()
        #expect(there.value("exporter_send_failed_spans") == 2)
        #expect(there.value("exporter_queue_size") == 0)
        #expect(storage.values.isEmpty)
    }

    @Test("of requests that were joined before and are sent one by one, only those stay that were not confirmed")
    func sentApart() async throws {
        let storage = MemoryStorage()
        let there = destination(storage, queue: "") { attempt throws(ConsumeError) in
            switch attempt {
            case 1: throw .permanent("no")
            case 2: return nil
            default: throw Self.away
            }
        }
        try await there.exporter.start(there.host)
        let joined = try #require(Traces.joined([.sample(1), .sample(2), .sample(4)]).first)
        try await there.exporter.consume(joined)
        await there.clock.waitForSleepers()
        try await there.exporter.shutdown()
        #expect(there.received.received.map(\.itemCount) == [1])
        let next = try await nextLife(storage, calls: 1)
        #expect(next.received.map(\.itemCount) == [6])
    }
}
