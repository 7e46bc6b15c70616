import Testing

@testable import CollectorNet

struct RetryAfterTests {
    @Test(
        "Retry-After in both of its forms",
        arguments: [
            ("7", .seconds(7)), ("0", nil), ("-1", nil), ("", nil), ("1.5", nil),
            ("99999999999999999999", .seconds(31_622_400)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", .seconds(37)), ("Sun, 06 Nov 1994 08:48:59 GMT", nil),
            ("Sun, 06 Nov 9999 08:49:37 GMT", .seconds(31_622_400)), ("Sun, 06 Now 1994 08:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 8:49 GMT", nil), ("06 Nov 1994 08:49:37 GMT", nil),
            ("Sun, 99 Nov 1994 08:49:37 GMT", nil),
        ] as [(String, Duration?)]
    )
    func parsing(_ text: String, _ expected: Duration?) {
        // 1994-11-06T08:49:00Z
        #expect(HTTPHeaders([("Retry-After", text)]).retryAfter(now: 784_111_740) == expected)
    }

    @Test("a date is read as it is written")
    func roundTrip() {
        for second in [0, 784_111_777, 4_102_444_799] { #expect(HTTPDate.seconds(HTTPDate.text(second)) == second) }
    }
}
