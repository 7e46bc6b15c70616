import CollectorAPI
import Testing

@Suite struct RFC3339Tests {
    @Test(
        "times are written in UTC, without a fraction's closing zeros",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_400_000_000_000, "2000-02-29T00:00:00Z"),
            (951_827_696_789_000_000, "2000-02-29T12:34:56.789Z"),
            (1_709_251_199_000_000_001, "2024-02-29T23:59:59.000000001Z"),
            (1_767_225_600_000_000_000, "2026-01-01T00:00:00Z"),
            (4_102_444_799_999_999_999, "2099-12-31T23:59:59.999999999Z"),
            (4_107_542_399_000_000_001, "2100-02-28T23:59:59.000000001Z"),
            (18_446_744_073_709_551_615, "2554-07-21T23:34:33.709551615Z"),
        ] as [(UInt64, String)]
    )
    func times(_ nanoseconds: UInt64, _ text: String) {
        #expect(RFC3339.text(nanoseconds) == text)
    }
}
