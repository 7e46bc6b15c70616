import Pdata
import Testing

@testable import CollectorNet

@Suite("HTTP/1.1 parser")
struct HTTP1ParserTests {
    static let requests = """
        POST /v1/traces?a=b HTTP/1.1\r
        Host: collector\r
        Content-Type:  application/x-protobuf \t\r
        content-length: 5\r
        \r
        helloPOST http://host:4318/v1/logs HTTP/1.1\r
        Host: host\r
        Transfer-Encoding: chunked\r
        Expect: 100-continue\r
        \r
        4;name="a b"\r
        wiki\r
        0A\r
        0123456789\r
        0\r
        Trailer: ignored\r
        \r
        \r
        GET /? HTTP/1.0\r
        Connection: Keep-Alive\r
        \r
        GET / HTTP/1.1\r
        Host: h\r
        Connection: close\r
        \r

        """

    static let responses = """
        HTTP/1.1 100 Continue\r
        \r
        HTTP/1.1 200 OK\r
        Content-Length: 2\r
        Set-Cookie: a\r
        Set-Cookie: b\r
        \r
        okHTTP/1.1 204\r
        \r
        HTTP/1.1 503 Service Unavailable\r
        Retry-After: 3\r
        transfer-encoding: Chunked\r
        \r
        3\r
        bye\r
        0\r
        \r
        HTTP/1.0 200 fine\r
        \r
        to the end
        """

    @Test("requests come out the same however they are cut")
    func requestsInPieces() {
        let stream = Array(Self.requests.utf8)
        let whole = HTTP1Transcript.of(.request, stream)
        #expect(whole.error == nil)
        #expect(
            whole.text == """
                POST /v1/traces?a=b host=collector,content-type=application/x-protobuf,content-length=5 length(5) \
                keep=true continue=false
                [hello]
                POST /v1/logs? host=host,transfer-encoding=chunked,expect=100-continue chunked keep=true continue=true
                [wiki0123456789]
                GET /? connection=Keep-Alive none keep=true continue=false
                []
                GET /? host=h,connection=close none keep=false continue=false
                []

                """
        )
        for step in 1...40 {
            let cut = HTTP1Transcript.of(.request, stream, step: step)
            #expect(cut.text == whole.text, "cut every \(step) bytes: \(String(describing: cut.error))")
        }
    }

    @Test("responses come out the same however they are cut")
    func responsesInPieces() {
        let stream = Array(Self.responses.utf8)
        let whole = HTTP1Transcript.of(.response, stream, close: true)
        #expect(whole.error == nil)
        #expect(
            whole.text == """
                200 content-length=2,set-cookie=a,set-cookie=b length(2) keep=true
                [ok]
                204  none keep=true
                []
                503 retry-after=3,transfer-encoding=Chunked chunked keep=true
                [bye]
                200  untilClose keep=false
                [to the end]

                """
        )
        for step in 1...40 {
            let cut = HTTP1Transcript.of(.response, stream, step: step, close: true)
            #expect(cut.text == whole.text, "cut every \(step) bytes: \(String(describing: cut.error))")
        }
    }

    @Test(
        "malformed requests are refused",
        arguments: [
            ("GET / HTTP/1.1\nHost: h\n\n", 400), ("GET / HTTP/1.1\r\nHost: h\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: h\rx\r\n\r\n", 400), ("GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400),
            ("GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505), ("GET / HTTX/1.1\r\nHost: h\r\n\r\n", 400),
            ("GET /\r\nHost: h\r\n\r\n", 400), ("G ET / HTTP/1.1\r\nHost: h\r\n\r\n", 400),
            ("GET /a\u{7f} HTTP/1.1\r\nHost: h\r\n\r\n", 400), ("GET /#f HTTP/1.1\r\nHost: h\r\n\r\n", 400),
            ("GET a HTTP/1.1\r\nHost: h\r\n\r\n", 400), ("GET http:///a HTTP/1.1\r\nHost: h\r\n\r\n", 400),
            ("CONNECT a:1 HTTP/1.1\r\nHost: h\r\n\r\n", 501), ("GET * HTTP/1.1\r\nHost: h\r\n\r\n", 400),
            ("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n Host: h\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n: h\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: h\u{0}\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", 400),
            ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\na", 400),
            ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\na", 400),
            ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\na", 400),
            ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n\r\na", 400),
            ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999999999999999\r\n\r\na", 400),
            ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
            ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: identity\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:\r\n\r\n", 400),
            ("POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: h\r\nExpect: magic\r\n\r\n", 417),
            (chunked("x\r\n"), 400), (chunked("\r\n"), 400), (chunked("1 x\r\na\r\n0\r\n\r\n"), 400),
            (chunked("1 \r\na\r\n0\r\n\r\n"), 400), (chunked("-1\r\n"), 400), (chunked("0x1\r\na\r\n"), 400),
            (chunked("1\na\r\n0\r\n\r\n"), 400), (chunked("1\r\nab\r\n"), 400), (chunked("1\r\na0\r\n\r\n"), 400),
            (chunked("1;\u{1}\r\na\r\n0\r\n\r\n"), 400), (chunked("FFFFFFFFFFFFFFFF\r\n"), 400),
            (chunked("0\r\nbad trailer\r\n\r\n"), 400), (chunked("0\r\nContent-Length : 1\r\n\r\n"), 400),
        ]
    )
    func refusedRequests(_ text: String, _ status: Int) {
        for step in [Int.max, 1, 7] {
            let transcript = HTTP1Transcript.of(.request, Array(text.utf8), step: step)
            #expect(transcript.error?.status == status, "\(String(describing: transcript.error)) \(transcript.text)")
        }
    }

    static func chunked(_ body: String) -> String {
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    }

    @Test(
        "malformed responses are refused",
        arguments: [
            "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 600 no\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", "ICY 200 OK\r\n\r\n",
            "\r\nHTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 200 \u{1}\r\n\r\n",
            String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: 17),
        ]
    )
    func refusedResponses(_ text: String) {
        let transcript = HTTP1Transcript.of(.response, Array(text.utf8))
        #expect(transcript.error != nil)
        #expect(transcript.text.isEmpty)
    }

    @Test("a response to HEAD has no body whatever its fields say")
    func answerToHead() {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"
        #expect(HTTP1Transcript.of(.response, Array(text.utf8), toHead: true).text.hasSuffix("none keep=true\n[]\n"))
    }

    @Test(
        "a message cut short by the peer's close is an error",
        arguments: [
            "HTTP/1.1 200", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        ]
    )
    func cutShort(_ text: String) {
        #expect(HTTP1Transcript.of(.response, Array(text.utf8), close: true).error != nil)
    }

    @Test("what is too large is refused before it is kept")
    func limits() {
        let limits = HTTP1Limits(
            startLine: 64,
            fields: 128,
            fieldCount: 4,
            chunkLine: 16,
            chunkExtensions: 20,
            interimResponses: 1
        )
        func status(_ text: String) -> Int? {
            HTTP1Transcript.of(.request, Array(text.utf8), step: 3, limits: limits).error?.status
        }
        let long = String(repeating: "a", count: 200)
        #expect(status("GET /\(long)") == 414)
        #expect(status("GET / HTTP/1.1\r\nHost: \(long)") == 431)
        #expect(status("GET / HTTP/1.1\r\nHost: h\r\n" + String(repeating: "a: b\r\n", count: 4)) == 431)
        #expect(status(Self.chunked("1;\(long)")) == 400)
        #expect(status(Self.chunked(String(repeating: "1;12345678\r\na\r\n", count: 3))) == 400)
        #expect(status(Self.chunked("0\r\n\(String(repeating: "a: b\r\n", count: 5))")) == 431)
        #expect(status(Self.chunked("0\r\na: \(long)")) == 431)
        #expect(status("GET / HTTP/1.1\r\nHost: h\r\na: b\r\n\r\n") == nil)
    }

    @Test("random mutations are parsed or refused, the same in one piece and byte by byte")
    func mutations() {
        var generator = SplitMix64(seed: 20_260_101)
        for (role, seed) in [(HTTP1Parser.Role.request, Self.requests), (.response, Self.responses)] {
            let original = Array(seed.utf8)
            for _ in 0..<1500 {
                var bytes = original
                for _ in 0..<Int.random(in: 1...6, using: &generator) {
                    let index = Int.random(in: 0..<bytes.count, using: &generator)
                    switch Int.random(in: 0..<4, using: &generator) {
                    case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                    case 1: bytes.remove(at: index)
                    case 2: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &generator)], at: index)
                    default: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &generator))
                    }
                }
                let whole = HTTP1Transcript.of(role, bytes, close: true)
                let cut = HTTP1Transcript.of(role, bytes, step: 1, close: true)
                #expect(whole.text == cut.text)
                #expect(whole.error == cut.error)
            }
        }
    }
}
