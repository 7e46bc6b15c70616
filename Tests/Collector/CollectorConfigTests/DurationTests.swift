import CollectorConfig
import Testing

struct DurationTests {
    private func parse(_ text: String) throws -> Duration {
        struct Block: Settings {
            var value = Duration.zero
            static let fields: [Setting<Self>] = [Setting("v", \.value, "A time.")]
        }
        return try Block.decode(yaml: "v: \(text)").value
    }

    @Test(
        arguments: [
            ("0", .zero), ("0s", .zero), ("+0", .zero), ("5s", .seconds(5)), ("-5s", .seconds(-5)),
            ("30s", .seconds(30)),
            ("200ms", .milliseconds(200)), ("1µs", .microseconds(1)), ("1μs", .microseconds(1)),
            ("1us", .microseconds(1)),
            ("1ns", .nanoseconds(1)), ("1.5h", .seconds(5400)), ("1h2m3.5s", .milliseconds(3_723_500)),
            (".5s", .milliseconds(500)), ("1.s", .seconds(1)), ("0.100000000000000000000h", .seconds(360)),
            ("9223372036s", .seconds(9_223_372_036)), ("3m2m1s", .seconds(301)),
        ] as [(String, Duration)]
    )
    func reading(text: String, expected: Duration) throws {
        #expect(try parse(text) == expected)
    }

    @Test(arguments: [
        "''", "s", ".s", "-", "1", "1.5", "1 s", "1x", "1s2", "3000000h", "99999999999999999999s", "--1s", "1e3s", "١s",
        "9223372036s854775808ns",
    ])
    func refusal(text: String) {
        #expect(throws: ConfigErrors.self) { try parse(text) }
    }

    @Test(
        arguments: [
            ("0s", .zero), ("1ns", .nanoseconds(1)), ("1.1µs", .nanoseconds(1100)), ("2.2ms", .microseconds(2200)),
            ("3.3s", .milliseconds(3300)), ("4m5s", .seconds(245)), ("4m5.001s", .milliseconds(245_001)),
            ("5h6m7.001s", .milliseconds(18_367_001)), ("-1m0s", .seconds(-60)), ("200ms", .milliseconds(200)),
            ("2562047h47m16.854775807s", .nanoseconds(Int64.max)), ("2562047h47m16.854775807s", .seconds(Int64.max)),
        ] as [(String, Duration)]
    )
    func writing(text: String, duration: Duration) {
        #expect(duration.goText == text)
    }
}
