import Testing

@testable import ExporterKit

@Suite("Backoff") struct RetryBackoffTests {
    private func pauses(_ count: Int, _ change: (inout RetrySettings) -> Void) -> [Duration] {
        var settings = RetrySettings()
        settings.randomizationFactor = 0
        change(&settings)
        var backoff = RetryBackoff(settings)
        return (0..<count).map { _ in backoff.next() }
    }

    @Test("pauses grow up to the longest")
    func growth() {
        let pauses = pauses(5) {
            $0.initialInterval = .seconds(1)
            $0.multiplier = 2
            $0.maxInterval = .seconds(6)
        }
        #expect(pauses == [.seconds(1), .seconds(2), .seconds(4), .seconds(6), .seconds(6)])
    }

    @Test("chance keeps pauses within the factor")
    func jitter() {
        let pauses = (0..<200).map { _ in self.pauses(1) { $0.randomizationFactor = 0.2 }[0] }
        #expect(pauses.allSatisfy { .seconds(4) <= $0 && $0 <= .seconds(6) })
        #expect(Set(pauses).count > 1)
    }

    @Test("no factor breaks them", arguments: [0, 1e308, .infinity])
    func extremes(multiplier: Double) {
        let pauses = pauses(50) {
            $0.multiplier = multiplier
            $0.randomizationFactor = 1
            $0.maxInterval = .seconds(9_000_000_000)
        }
        #expect(pauses.allSatisfy { .zero <= $0 && $0 <= .seconds(18_000_000_001) })
    }
}
