import CollectorConfig
import Pdata
import Testing

@testable import CollectorNet

@Suite("cookies", .timeLimit(.minutes(5))) struct CookieTests {
    private func url(_ text: String) throws -> HTTPURL { try HTTPURL(parsing: text) }

    @Test(
        "which cookies go where",
        arguments: [
            ("a=1", "http://x.example/p/q", "http://x.example/p/r", "a=1"),
            ("a=1", "http://x.example/p/q", "http://x.example/", nil),
            ("a=1; Path=/", "http://x.example/p/q", "http://x.example/", "a=1"),
            ("a=1; Path=/pa", "http://x.example/", "http://x.example/path", nil),
            ("a=1", "http://x.example/", "http://y.x.example/", nil),
            ("a=1; Domain=.x.example", "http://x.example/", "http://y.x.example/", nil),
            ("a=1; Domain=example.org", "http://x.example.org/", "http://y.example.org/", "a=1"),
            ("a=1; Domain=other.org", "http://x.example.org/", "http://x.example.org/", nil),
            ("a=1; Domain=org", "http://x.example.org/", "http://x.example.org/", nil),
            ("a=1; Secure", "https://x.example/", "http://x.example/", nil),
            ("a=1; Secure", "https://x.example/", "https://x.example/", "a=1"),
            ("a=1; Max-Age=0", "http://x.example/", "http://x.example/", nil),
            ("a=1; Max-Age=10", "http://x.example/", "http://x.example/", "a=1"),
            ("a=1; Expires=Thu, 01 Jan 1970 00:00:01 GMT", "http://x.example/", "http://x.example/", nil),
            ("no value", "http://x.example/", "http://x.example/", nil),
            ("=1", "http://x.example/", "http://x.example/", nil),
        ] as [(String, String, String, String?)]
    )
    func scope(_ set: String, _ from: String, _ to: String, _ expected: String?) throws {
        let jar = CookieJar()
        jar.take(["set-cookie": set], from: try url(from), now: 1000)
        #expect(jar.header(for: try url(to), now: 1001) == expected)
        #expect(jar.header(for: try url(to), now: 2000) == (set.contains("Max-Age") ? nil : expected))
    }

    @Test("a jar is bounded, and a cookie replaced")
    func bounds() throws {
        let jar = CookieJar()
        let place = try url("http://x.example/")
        for index in 0..<1000 { jar.take(["set-cookie": "c\(index)=1"], from: place, now: 0) }
        jar.take(["set-cookie": "c999=2"], from: place, now: 0)
        jar.take(["set-cookie": "big=" + String(repeating: "x", count: 5000)], from: place, now: 0)
        let cookies = try #require(jar.header(for: place, now: 0)).split(separator: ";")
        #expect(cookies.count == 50)
        #expect(cookies.last == " c999=2")
    }

    @Test("a client sends back what the server set, if it is to", arguments: [true, false])
    func roundTrip(_ isOn: Bool) async throws {
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            HTTPResponse(
                status: 200,
                headers: ["set-cookie": "session=42; Path=/"],
                body: [Bytes(utf8: request.headers["cookie"] ?? "none")]
            )
        }
        try await withHTTPServer(handler: handler) { port, _ in
            var settings = HTTPClientSettings()
            if isOn { settings.cookies = .some(CookieSettings()) }
            let client = HTTPClient(settings)
            let request = HTTPClientRequest("GET", "http://127.0.0.1:\(port)/")
            let first = try await client.send(request)
            #expect(first.wholeBody.text == "none")
            let second = try await client.send(request)
            #expect(second.wholeBody.text == (isOn ? "session=42" : "none"))
            await client.shutdown()
        }
    }
}
