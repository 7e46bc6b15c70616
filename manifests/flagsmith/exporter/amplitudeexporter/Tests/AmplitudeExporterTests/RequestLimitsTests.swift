import Pdata
import Testing

@testable import AmplitudeExporter

@Suite("Limits of requests") struct RequestLimitsTests {
    private let limits = RequestLimits(url: "https://api2.amplitude.com/2/httpapi")

    private func events(_ sizes: [Int]) -> [Event] {
        sizes.map { Event(json: Bytes(utf8: String(repeating: "x", count: $0))) }
    }

    @Test("fewer than 2,000 events go together")
    func count() {
        let parts = limits.cut(events(Array(repeating: 10, count: 4500)), overhead: 50)
        #expect(parts == [0..<1999, 1999..<3998, 3998..<4500])
    }

    @Test("less than 1 MB goes together")
    func size() {
        #expect(limits.cut(events([499_000, 499_000, 499_000]), overhead: 50) == [0..<2, 2..<3])
        #expect(limits.cut(events([999_998 - 50]), overhead: 50) == [0..<1])
        #expect(limits.cut(events([10, 2_000_000, 10]), overhead: 50) == [0..<1, 1..<2, 2..<3])
        #expect(limits.cut([], overhead: 50) == [])
    }

    @Test("batches may hold 20 MB")
    func batch() {
        #expect(RequestLimits(url: "https://api2.amplitude.com/batch?x=y").bytes == 19_999_999)
        #expect(limits.bytes == 999_999)
    }
}
