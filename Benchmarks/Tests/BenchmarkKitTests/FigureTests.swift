import Testing

@testable import BenchmarkKit

struct FigureTests {
    @Test func quantilesAreWithinThreePercent() {
        var histogram = LatencyHistogram()
        for value in 1...100_000 { histogram.add(UInt64(value) * 1000) }
        #expect((50_000_000...51_600_000).contains(histogram.quantile(0.5)))
        #expect((99_000_000...102_100_000).contains(histogram.quantile(0.99)))
    }

    @Test(arguments: [0, 1, 123_456_789, 1 << 40])
    func numbersComeBack(_ number: Int) {
        #expect(ItemID.decode(ItemID.encode(number)) == number)
    }

    @Test func theServersPauseIsUnderstood() {
        let text = RetryInfo.encode(code: 14, "busy", seconds: 1.25)
        #expect(RetryInfo.decode(text) == 1.25)
        #expect(RetryInfo.decode(String(text.prefix { $0 != "=" })) == 1.25)
        #expect(RetryInfo.decode("CA4SBGJ1c3k=") == nil)
    }

    @Test func anHTTPAnswerIsReadWhenItIsWhole() throws {
        let text = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 2\r\n\r\n{"
        #expect(HTTPAnswer(Array(text.utf8)) == nil)
        let answer = try #require(HTTPAnswer(Array((text + "}").utf8)))
        #expect(answer.status == 503)
        #expect(answer.retryAfter == 2)
    }

    @Test func theMedianIsTheMiddleValue() {
        #expect(Spread([3, 1, 2]).median == 2)
        #expect(Spread([4, 1, 2, 3]).median == 2.5)
        #expect(Spread([]).median == 0)
    }
}
