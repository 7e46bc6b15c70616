import CollectorAPI
import Pdata
import Testing

@Suite struct MetricRegistryTests {
    @Test func oneNameAndSetOfAttributesIsOneCounter() {
        let registry = MetricRegistry()
        registry.counter("a", help: "", attributes: ["x": "1", "y": "2"]).add(2)
        registry.counter("a", help: "", attributes: ["y": "2", "x": "1"]).add(3)
        registry.counter("a", help: "", attributes: ["x": "2"]).add(-5)
        let samples = registry.snapshot()[0].samples
        #expect(samples.map(\.value) == [5, 0])
    }

    @Test func histogramsCountInBuckets() {
        let histogram = MetricRegistry().histogram("h", help: "", bounds: [1, 2])
        for value in [1.0, 1.5, 2, 99] { histogram.record(value) }
        #expect(histogram.snapshot.counts == [1, 2, 1])
        #expect(histogram.snapshot.sum == 103.5)
    }

    @Test func itemsAreCountedUnderUpstreamsNames() {
        let registry = MetricRegistry()
        let counters = ItemCounters(registry, prefix: "receiver_accepted", help: "", attributes: [:])
        for signal in Signal.allCases { counters.add(1, signal) }
        #expect(
            registry.snapshot().map(\.name) == [
                "receiver_accepted_log_records", "receiver_accepted_metric_points", "receiver_accepted_profile_samples",
                "receiver_accepted_spans",
            ]
        )
    }

    @Test func backoffGrowsToItsMaximum() {
        var backoff = Backoff(initial: .seconds(1), maximum: .seconds(8), multiplier: 2)
        let pauses = (0..<10).map { _ in backoff.next() }
        #expect(pauses[0] >= .milliseconds(500) && pauses[0] <= .milliseconds(1500))
        #expect(pauses.allSatisfy { $0 <= .seconds(12) })
        #expect(pauses[9] >= .seconds(4))
        #expect(backoff.next(atLeast: .seconds(100)) == .seconds(100))
    }
}
