import CollectorConfig
import CollectorTestKit
import MemoryLimiting
import Testing

@Suite struct SettingsTests {
    @Test(arguments: [
        ("limit_mib: 100", "'check_interval' must be greater than zero"),
        ("check_interval: 1s", "'limit_mib' or 'limit_percentage' must be greater than zero"),
        (
            "{check_interval: 1s, limit_mib: 100, spike_limit_mib: 100}",
            "'spike_limit_mib' must be smaller than 'limit_mib'"
        ),
        (
            "{check_interval: 1s, limit_percentage: 101}",
            "'limit_percentage' and 'spike_limit_percentage' must be greater than zero and less than or equal to hundred"
        ),
        (
            "{check_interval: 1s, limit_percentage: 50, spike_limit_percentage: 50}",
            "'spike_limit_percentage' must be smaller than 'limit_percentage'"
        ),
        (
            "{check_interval: 1s, limit_mib: 1, min_gc_interval_when_hard_limited: 11s}",
            "'min_gc_interval_when_soft_limited' should be larger than 'min_gc_interval_when_hard_limited'"
        ),
        (
            "{check_interval: 1s, limit_mib: 1, max_gc_interval_when_soft_limited: -1s}",
            "'max_gc_interval_when_soft_limited' must be non-negative"
        ),
        (
            "{check_interval: 1s, limit_mib: 1, min_gc_interval_when_soft_limited: 40s, "
                + "min_gc_interval_when_hard_limited: 35s}",
            "'max_gc_interval_when_hard_limited' must be greater than or equal to 'min_gc_interval_when_hard_limited' "
                + "(or 0 to disable)"
        ),
        (
            "{check_interval: 1s, limit_mib: 1, max_gc_interval_when_soft_limited: 20s}",
            "'max_gc_interval_when_soft_limited' should be larger than or equal to "
                + "'max_gc_interval_when_hard_limited' (when both are set)"
        ),
    ])
    func refusesWithUpstreamsWords(yaml: String, message: String) {
        let error = #expect(throws: (any Error).self) { try MemoryLimiterSettings.decode(yaml: yaml) }
        #expect(error.map { "\($0)".contains(message) } == true)
    }

    @Test func takesEveryKey() throws {
        let settings = try MemoryLimiterSettings.decode(
            yaml: """
                check_interval: 5s
                limit_mib: 400
                spike_limit_mib: 50
                limit_percentage: 80
                spike_limit_percentage: 20
                min_gc_interval_when_soft_limited: 20s
                min_gc_interval_when_hard_limited: 5s
                max_gc_interval_when_soft_limited: 0s
                max_gc_interval_when_hard_limited: 0s
                """
        )
        #expect(settings.limitMiB == 400)
        #expect(settings.minGCIntervalWhenHardLimited == .seconds(5))
    }
}
