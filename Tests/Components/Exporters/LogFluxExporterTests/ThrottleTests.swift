import CollectorAPI
import CollectorTestKit
import Testing

@testable import LogFluxExporter

@Suite("LogFlux: what the server asks to hold back")
struct ThrottleTests {
    private let clock = TestClock()

    @Test("A pause holds back every category, and ends")
    func pauses() throws {
        let throttle = Throttle(clock)
        throttle.pause(for: .seconds(5))
        throttle.pause(for: .seconds(1))
        for category in QuotaCategory.allCases {
            let error = #expect(throws: ConsumeError.self) { try throttle.admit(category) }
            #expect(error?.disposition == .retryable(after: .seconds(5)))
        }
        clock.advance(by: .seconds(5))
        for category in QuotaCategory.allCases { try throttle.admit(category) }
    }

    @Test("Shutdown ends a pause, so that what waits gets its attempt")
    func endsPauses() throws {
        let throttle = Throttle(clock)
        throttle.pause(for: .seconds(5))
        throttle.end()
        try throttle.admit(.events)
    }

    @Test("A used up quota holds back one category, for longer each time, until something is taken")
    func blocks() throws {
        let throttle = Throttle(clock)
        for seconds in [60, 120, 240] {
            #expect(throttle.exhaust(.events, for: nil, because: "full").isPermanent)
            clock.advance(by: .seconds(seconds - 1))
            let error = #expect(throws: ConsumeError.self) { try throttle.admit(.events) }
            #expect(error?.isPermanent == true)
            #expect(error?.message.contains("next attempt in 1s") == true)
            try throttle.admit(.traces)
            clock.advance(by: .seconds(1))
            try throttle.admit(.events)
        }
        throttle.succeed(.events)
        _ = throttle.exhaust(.events, for: nil, because: "full")
        clock.advance(by: .seconds(60))
        try throttle.admit(.events)
    }

    @Test("Requests that were refused together count once, and never hold back for more than an hour")
    func countsOnce() throws {
        let throttle = Throttle(clock)
        _ = throttle.exhaust(.traces, for: .seconds(7200), because: "full")
        _ = throttle.exhaust(.traces, for: nil, because: "full")
        clock.advance(by: .seconds(3600))
        try throttle.admit(.traces)
    }
}
