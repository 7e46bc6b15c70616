import CollectorAPI
import CollectorTestKit
import ExporterKit
import Pdata
import Testing

/// A storage in memory, whose writes wait until a gate opens.
private final class SlowStorage: StorageExtension, StorageClient {
    let gate: Gate
    let values = Lock<[String: Bytes]>([:])

    init(gate: Gate) {
        self.gate = gate
    }

    func client(kind: ComponentKind, id: ComponentID, name: String) async throws -> any StorageClient { self }

    func perform(_ operations: [StorageOperation]) async throws -> [Bytes?] {
        await gate.pass()
        return values.withLock { values in
            operations.map { operation in
                switch operation {
                case .get(let key): return values[key]
                case .set(let key, let value): values[key] = value
                case .delete(let key): values[key] = nil
                }
                return nil
            }
        }
    }

    func keys() async throws -> [String] { values.withLock { Array($0.keys) } }

    func close() async {}
}

@Suite("A queue on a slow storage", .timeLimit(.minutes(5))) struct SlowStorageTests {
    private func destination(_ gate: Gate, queue: String = "") -> (Destination<Traces>, SlowStorage) {
        let storage = SlowStorage(gate: gate)
        let there = Destination<Traces>(
            queue: "{storage: slow, \(queue)}",
            extensions: [ComponentID("slow"): storage]
        ) { _ throws(ConsumeError) in nil }
        return (there, storage)
    }

    @Test("no caller is answered, and nothing is sent, before its data is safe; others go on meanwhile")
    func answersAfterwards() async throws {
        let gate = Gate()
        let (slow, storage) = destination(gate)
        let (other, _) = destination(Gate(isOpen: true))
        try await slow.exporter.start(slow.host)
        try await other.exporter.start(other.host)
        let sending = slow.send(3)
        await gate.wait()
        #expect(await other.send(5).value == nil)
        await other.received.wait(items: 5)
        #expect(slow.received.attempts == 0)
        gate.open()
        #expect(await sending.value == nil)
        await slow.received.wait(items: 3)
        try await slow.exporter.shutdown()
        try await other.exporter.shutdown()
        #expect(storage.values.withLock { $0.isEmpty })
    }

    @Test("what a slow storage has not taken yet counts in the queue, which stays bounded")
    func bounded() async throws {
        let gate = Gate()
        let (slow, _) = destination(gate, queue: "queue_size: 2")
        try await slow.exporter.start(slow.host)
        let sends = (0..<2).map { _ in slow.send(1) }
        await gate.wait(forWaiting: 2)
        #expect(await slow.send(1).value?.message == "sending queue is full")
        #expect(slow.value("exporter_queue_size") == 2)
        let stopping = Task { try await slow.exporter.shutdown() }
        gate.open()
        for send in sends { #expect(await send.value == nil) }
        try await stopping.value
    }

    @Test("what is under way to the storage when the collector stops is kept for the next start")
    func shutdown() async throws {
        let gate = Gate()
        let (slow, storage) = destination(gate)
        try await slow.exporter.start(slow.host)
        let sending = slow.send(7)
        await gate.wait()
        let stopping = Task { try await slow.exporter.shutdown() }
        while await slow.send(1).value?.message != "the exporter is not running" {}
        gate.open()
        #expect(await sending.value == nil)
        try await stopping.value
        #expect(slow.received.attempts == 0)
        #expect(storage.values.withLock { $0.count } == 1)
    }
}
