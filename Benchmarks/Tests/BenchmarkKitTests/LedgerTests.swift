import Testing

@testable import BenchmarkKit

struct LedgerTests {
    private func ids(_ numbers: [Int]) -> [UInt64] { numbers.map(ItemID.encode) }

    @Test func countsWhatArrivesAndWhatDoesNot() {
        let ledger = Ledger(itemsPerRequest: 2, mostRequests: 3) { _ in true }
        ledger.acknowledge(request: 0)
        ledger.receive(ids([0, 1, 1]))
        ledger.receive(ids([4]))
        ledger.acknowledge(request: 1)
        let balance = ledger.current
        #expect(balance.acknowledged == 4)
        #expect(balance.delivered == 3)
        #expect(balance.lost == 2)
        #expect(balance.duplicates == 1)
        #expect(balance.foreign == 0)
    }

    @Test func knowsWhatShouldNotArrive() {
        let ledger = Ledger(itemsPerRequest: 2, mostRequests: 1) { $0 == 0 }
        ledger.acknowledge(request: 0)
        ledger.receive(ids([1, 2]) + [0])
        let balance = ledger.current
        #expect(balance.foreign == 3)
        #expect(balance.delivered == 0)
        #expect(balance.lost == 1)
    }

    @Test func settlesOnceEverythingAcknowledgedArrived() {
        let ledger = Ledger(itemsPerRequest: 1, mostRequests: 1) { _ in true }
        ledger.receive(ids([0]))
        ledger.acknowledge(request: 0)
        ledger.settle(patience: 3600)
        #expect(ledger.current.lost == 0)
    }
}
