import CollectorAPI
import CollectorTestKit
import Pdata
import Testing

@testable import ExporterKit

@Suite("Gathering batches", .timeLimit(.minutes(5))) struct QueueBatcherTests {
    private func part(_ items: Int, tenant: String = "") -> QueuePart<Logs> {
        let client = ClientContext(metadata: ["tenant": [tenant]])
        return QueuePart(entry: QueueEntry(.sample(items), client: client, .requests))
    }

    @Test("deadlines of batches that are gone do not pile up behind one that waits")
    func deadlines() {
        var settings = QueueBatchSettings()
        settings.flushTimeout = .seconds(3600)
        settings.minSize = 2
        settings.partition.metadataKeys = ["tenant"]
        var batcher = QueueBatcher<Logs>(settings, .items)
        let start = ContinuousClock.now
        #expect(batcher.add(part(1, tenant: "idle"), now: start).isEmpty)
        for number in 1...500 {
            let now = start.advanced(by: .seconds(number))
            #expect(batcher.add(part(1, tenant: "busy"), now: now).isEmpty)
            #expect(batcher.add(part(1, tenant: "busy"), now: now).map(\.items) == [2])
            #expect(batcher.deadlines.count < 25)
        }
        #expect(batcher.nextDeadline == start.advanced(by: .seconds(3600)))
        #expect(batcher.add(part(1, tenant: "late"), now: start.advanced(by: .seconds(600))).isEmpty)
        #expect(
            batcher.expired(start.advanced(by: .seconds(3600))).map(\.first.entry.client.metadata) == [
                ["tenant": ["idle"]]
            ]
        )
        #expect(batcher.nextDeadline == start.advanced(by: .seconds(4200)))
    }

    @Test("pieces of many small requests know all of them, in order, each once")
    func owners() {
        let parts = (0..<8192).map { _ in part(1) }
        let batch = QueueBatch(first: parts[0], rest: Array(parts.dropFirst()))
        let pieces = batch.pieces(maxSize: 5000, .items)
        #expect(pieces.map(\.items) == [5000, 3192])
        var owners: [ObjectIdentifier] = []
        for piece in pieces { piece.first.forEachEntry { owners.append(ObjectIdentifier($0)) } }
        #expect(owners == parts.map { ObjectIdentifier($0.entry) })
    }

    @Test("a request in neighbouring pieces and parts is noted once in each piece")
    func sharedOwner() throws {
        let cut = QueueBatch(first: part(3), rest: [part(4)]).pieces(maxSize: 5, .items)
        #expect(cut.map(\.items) == [5, 2])
        let rejoined = QueueBatch(first: cut[0].first, rest: [cut[1].first])
        let whole = try #require(rejoined.pieces(maxSize: 6, .items).first)
        var count = 0
        whole.first.forEachEntry { _ in count += 1 }
        #expect(count == 2)
    }
}
