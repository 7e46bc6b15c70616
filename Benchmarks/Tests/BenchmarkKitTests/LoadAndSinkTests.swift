import Testing

@testable import BenchmarkKit

/// The generator sends straight to the sink: what both say must agree.
struct LoadAndSinkTests {
    private func run(
        _ compression: LoadSettings.Compression,
        rate: Double = 0,
        sink settings: SinkSettings = SinkSettings()
    ) throws -> (LoadResult, Ledger.Balance, SinkCounts) {
        let ledger = Ledger(itemsPerRequest: 10, mostRequests: 400) { _ in true }
        let sink = try Sink(settings, ledger: ledger)
        defer { sink.stop() }
        var load = LoadSettings()
        load.compression = compression
        load.connections = 2
        load.rate = rate
        let generator = try LoadGenerator(load, .logs, itemsPerRequest: 10, port: sink.port, ledger: ledger)
        let warmUp = try generator.run(requests: 100, seconds: nil)
        #expect(warmUp.latency.count == 100)
        let result = try generator.run(requests: 300, seconds: nil)
        ledger.settle(patience: 10)
        return (result, ledger.current, sink.counts)
    }

    @Test(arguments: LoadSettings.Compression.allCases)
    func whatIsSentArrivesOnce(_ compression: LoadSettings.Compression) throws {
        let (result, balance, counts) = try run(compression)
        #expect(result.latency.count == 300)
        #expect(balance.acknowledged == 4000)
        #expect(balance.delivered == 4000)
        #expect(balance.lost == 0)
        #expect(balance.duplicates == 0)
        #expect(balance.foreign == 0)
        #expect(counts.requests == 400)
        #expect((counts.sampled.zlib > 0) == (compression == .gzip))
    }

    @Test func aBusySinkRefusesAndGetsEverythingInTheEnd() throws {
        var settings = SinkSettings()
        settings.rate = 20_000
        settings.backlog = 0.005
        let (result, balance, counts) = try run(.none, sink: settings)
        #expect(result.refused > 0)
        #expect(result.hinted == result.refused)
        #expect(counts.refused >= result.refused)
        #expect(balance.delivered == 4000)
        #expect(balance.duplicates == 0)
    }

    @Test func aRateIsKept() throws {
        let (result, _, _) = try run(.none, rate: 10_000)
        // 300 requests of 10 items at 10,000 items a second.
        #expect(result.seconds >= 0.29)
    }
}
