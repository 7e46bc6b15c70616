import CollectorConfig
import Testing

struct NearestMatchTests {
    @Test(arguments: [
        ("htttp", "http"), ("gprc", "grpc"), ("Endpoint", "endpoint"), ("recievers", "receivers"), ("xyz", nil),
        ("e", nil), ("", nil), ("http", nil),
    ])
    func nearest(name: String, expected: String?) {
        #expect(nearestMatch(name, in: ["grpc", "http", "endpoint", "receivers"]) == expected)
    }

    @Test func longNamesTakeLittleTime() {
        let long = String(repeating: "a", count: 1_000_000)
        #expect(nearestMatch(long, in: [long + "b"]) != nil)
    }
}
