import CollectorAPI
import Dispatch
import Pdata
import Testing

@testable import CollectorNet

/// What an HTTP client makes of servers that misbehave.
@Suite("HTTP client against faulty servers", .timeLimit(.minutes(5)))
struct HTTPClientFaultTests {
    /// The outcome of one request to a server that runs `script`.
    private func outcome(
        method: String = "POST",
        body: [Bytes] = [Bytes(utf8: "ping")],
        limit: Int = 1000,
        timeout: Duration = .zero,
        _ script: @escaping @Sendable (StubPeer, Int) -> Void
    ) async -> Result<HTTPResponse, HTTPClientError> {
        let server = StubServer(script)
        defer { server.stop() }
        let client = HTTPClientTests.client { $0.timeout = timeout }
        let request = HTTPClientRequest(
            method,
            HTTPClientTests.url(server.port),
            body: body,
            maxAnswerSize: limit
        )
        let result: Result<HTTPResponse, HTTPClientError>
        do throws(HTTPClientError) {
            result = .success(try await client.send(request))
        } catch {
            result = .failure(error)
        }
        await client.shutdown()
        return result
    }

    /// The outcome of one request that is answered by `answer` and then, if asked, the connection's end.
    private func answered(
        _ answer: [UInt8],
        ends: Bool = true,
        limit: Int = 1000,
        timeout: Duration = .zero
    ) async -> Result<HTTPResponse, HTTPClientError> {
        await outcome(limit: limit, timeout: timeout) { peer, _ in
            guard peer.readRequest() != nil else { return }
            peer.write(answer)
            if !ends { peer.waitForEnd() }
        }
    }

    private func answered(
        _ answer: String,
        ends: Bool = true,
        limit: Int = 1000,
        timeout: Duration = .zero
    ) async -> Result<HTTPResponse, HTTPClientError> {
        await answered(Array(answer.utf8), ends: ends, limit: limit, timeout: timeout)
    }

    private static func kind(_ result: Result<HTTPResponse, HTTPClientError>) -> HTTPClientError.Kind? {
        if case .failure(let error) = result { error.kind } else { nil }
    }

    private static func text(_ result: Result<HTTPResponse, HTTPClientError>) -> String {
        switch result {
        case .success(let response): "\(response.status) \(response.wholeBody.text)"
        case .failure(let error): "\(error)"
        }
    }

    @Test(
        "every way to end a body is understood",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "200 hello"),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\na: b\r\n\r\n",
                "200 hello"
            ),
            ("HTTP/1.1 200 OK\r\n\r\nhello", "200 hello"),
            ("HTTP/1.0 200 OK\r\n\r\nhello", "200 hello"),
            ("HTTP/1.1 204 No Content\r\n\r\n", "204 "),
            ("HTTP/1.1 304\r\nContent-Length: 7\r\n\r\n", "304 "),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\na: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "200 ok"
            ),
        ]
    )
    func framing(_ answer: String, _ expected: String) async {
        #expect(Self.text(await answered(answer)) == expected)
    }

    @Test("an answer that comes a byte at a time is one answer")
    func trickle() async {
        let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        let result = await outcome { peer, _ in
            guard peer.readRequest() != nil else { return }
            for byte in text.utf8 { peer.write([byte]) }
            peer.waitForEnd()
        }
        #expect(Self.text(result) == "200 hello")
    }

    @Test(
        "what is no answer is an error, never a crash",
        arguments: [
            "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 999 No\r\n\r\n", "HTTP/3.0 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello!\r\n",
            "HTTP/1.1 200 OK\nContent-Length: 0\n\n", "HTTP/1.1 101 Switching Protocols\r\n\r\n", "\0\0\0\0\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        ]
    )
    func malformed(_ answer: String) async {
        let result = await answered(answer, ends: false)
        #expect(Self.kind(result) == .malformedAnswer, "\(Self.text(result))")
    }

    @Test("an answer without end is cut off", arguments: ["HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n"])
    func endlessHead(_ start: String) async {
        let result = await outcome { peer, _ in
            guard peer.readRequest() != nil else { return }
            peer.write(start)
            let more = start.hasPrefix("HTTP/1.1 100") ? start : "x-field: \(String(repeating: "a", count: 1000))\r\n"
            for _ in 0..<1000 { peer.write(more) }
        }
        #expect(Self.kind(result) == .malformedAnswer)
    }

    @Test(
        "an answer that breaks off is an error that may be retried",
        arguments: [
            "", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
        ]
    )
    func brokenOff(_ answer: String) async {
        #expect(Self.kind(await answered(answer)) == .disconnected)
    }

    @Test("a reset connection is an error that may be retried")
    func reset() async {
        let result = await outcome { peer, n in
            #expect(n == 1)
            guard peer.readRequest() != nil else { return }
            peer.reset()
        }
        #expect(Self.kind(result) == .disconnected)
    }

    @Test(
        "a server that is silent at any point leaves the request to its timeout",
        arguments: ["", "HTTP/1.1 200 OK\r\nConte", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"]
    )
    func silence(_ answer: String) async {
        let result = await answered(answer, ends: false, timeout: .milliseconds(50))
        #expect(Self.kind(result) == .timedOut)
        #expect(Self.text(result).contains("no answer within 50ms"))
    }

    @Test("a server that does not read leaves the request to its timeout")
    func unread() async {
        let body = Bytes([UInt8](repeating: 1, count: 20_000_000))
        let isOver = DispatchSemaphore(value: 0)
        let result = await outcome(body: [body], timeout: .milliseconds(100)) { peer, _ in
            _ = peer.read(until: "\r\n\r\n")
            isOver.wait()
        }
        isOver.signal()
        #expect(Self.kind(result) == .timedOut)
    }

    @Test(
        "the body of a success is bounded",
        arguments: ["Content-Length: 1001", "Transfer-Encoding: chunked", "a: b"]
    )
    func oversized(_ framing: String) async {
        let chunk = String(repeating: "z", count: 1001)
        let body = framing.hasPrefix("Transfer") ? "3e9\r\n\(chunk)\r\n0\r\n\r\n" : chunk
        let result = await answered("HTTP/1.1 200 OK\r\n\(framing)\r\n\r\n\(body)", limit: 1000)
        #expect(Self.kind(result) == .answerTooLarge)
        let fits = await answered("HTTP/1.1 200 OK\r\n\(framing)\r\n\r\n\(body)", limit: 1001)
        #expect(Self.text(fits) == "200 \(chunk)")
    }

    @Test("the body of an error is cut off, and the connection used again")
    func cutOffError() async throws {
        let server = StubServer { peer, _ in
            while peer.readRequest() != nil {
                peer.write("HTTP/1.1 500 No\r\nContent-Length: 5000\r\n\r\n" + String(repeating: "z", count: 5000))
            }
        }
        defer { server.stop() }
        let client = HTTPClientTests.client()
        for _ in 0..<3 {
            let request = HTTPClientRequest("POST", HTTPClientTests.url(server.port), maxAnswerSize: 10)
            #expect(try await client.send(request).wholeBody.text == "zzzzzzzzzz")
        }
        #expect(server.connections == 1)
        await client.shutdown()
    }

    @Test("the body of an error that never ends is not read for ever")
    func endlessError() async {
        let result = await outcome(limit: 10) { peer, _ in
            guard peer.readRequest() != nil else { return }
            peer.write("HTTP/1.1 500 No\r\n\r\n")
            peer.writeUntilClosed([UInt8](repeating: 0x7a, count: 65536))
        }
        #expect(Self.text(result) == "500 zzzzzzzzzz")
    }

    @Test("a gzipped answer is inflated within the bound")
    func gzip() async {
        func answer(_ body: [UInt8], status: Int = 200) async -> Result<HTTPResponse, HTTPClientError> {
            let head = "HTTP/1.1 \(status) X\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n"
            return await answered(Array(head.utf8) + body)
        }
        let text = ContentCoding.gzip.compress([Bytes(utf8: "hello")]).array
        let result = await answer(text)
        #expect(Self.text(result) == "200 hello")
        if case .success(let response) = result { #expect(response.headers["content-encoding"] == nil) }
        let bomb = ContentCoding.gzip.compress([Bytes([UInt8](repeating: 0, count: 100_000))]).array
        #expect(Self.kind(await answer(bomb)) == .answerTooLarge)
        #expect(Self.text(await answer(bomb, status: 400)) == "400 ")
        #expect(Self.kind(await answer([1, 2, 3])) == .malformedAnswer)
        #expect(Self.text(await answer([1, 2, 3], status: 503)) == "503 ")
    }

    @Test("an answer before the request's end is taken, and the connection not used again")
    func earlyAnswer() async throws {
        let server = StubServer { peer, _ in
            guard peer.read(until: "\r\n\r\n") != nil else { return }
            peer.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")
            peer.waitForEnd()
        }
        defer { server.stop() }
        let client = HTTPClientTests.client()
        for _ in 0..<2 {
            let request = HTTPClientRequest(
                "POST",
                HTTPClientTests.url(server.port),
                body: [Bytes([UInt8](repeating: 1, count: 20_000_000))]
            )
            #expect(try await client.send(request).status == 413)
        }
        #expect(server.connections == 2)
        await client.shutdown()
    }

    @Test("a kept connection that the server closed is replaced without the caller's notice", arguments: [false, true])
    func staleConnection(_ afterRequest: Bool) async throws {
        let server = StubServer { peer, n in
            guard let request = peer.readRequest() else { return }
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(n)")
            #expect(String(decoding: request.body, as: UTF8.self) == "ping")
            // The first connection ends before it answers again: at rest, or with a request on it.
            guard n == 1, afterRequest else { return }
            _ = peer.readRequest()
        }
        defer { server.stop() }
        let client = HTTPClientTests.client()
        let request = HTTPClientRequest("POST", HTTPClientTests.url(server.port), body: [Bytes(utf8: "ping")])
        #expect(try await client.send(request).wholeBody.text == "1")
        #expect(try await client.send(request).wholeBody.text == "2")
        await client.shutdown()
    }

    @Test("a request is sent a second time only once, and never after a byte of an answer")
    func retriedOnce() async throws {
        for begun in ["", "HTTP/1.1 2"] {
            let server = StubServer { peer, n in
                guard peer.readRequest() != nil else { return }
                guard n == 1 else { return }
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                _ = peer.readRequest()
                peer.write(begun)
            }
            defer { server.stop() }
            let client = HTTPClientTests.client()
            let request = HTTPClientRequest("POST", HTTPClientTests.url(server.port), body: [Bytes(utf8: "ping")])
            _ = try await client.send(request)
            await HTTPClientTests.expect(.disconnected) { try await client.send(request) }
            #expect(server.connections == (begun.isEmpty ? 2 : 1))
            await client.shutdown()
        }
    }

    @Test("an answer that nothing asked for ends the connection, and is nobody's answer")
    func unsolicited() async throws {
        let server = StubServer { peer, n in
            while peer.readRequest() != nil {
                let extra = n == 1 ? "HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n" : ""
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + extra)
            }
        }
        defer { server.stop() }
        let client = HTTPClientTests.client()
        for _ in 0..<3 {
            #expect(try await client.send(HTTPClientRequest("POST", HTTPClientTests.url(server.port))).status == 200)
        }
        #expect(server.connections == 2)
        await client.shutdown()
    }

    @Test("a connection at rest is closed after its time")
    func idleTimeout() async throws {
        let ended = Gate()
        let server = StubServer { peer, _ in
            guard peer.readRequest() != nil else { return }
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            peer.waitForEnd()
            ended.open()
        }
        defer { server.stop() }
        let client = HTTPClientTests.client { $0.idleConnectionTimeout = .milliseconds(20) }
        #expect(try await client.send(HTTPClientRequest("POST", HTTPClientTests.url(server.port))).status == 200)
        await ended.pass()
        await client.shutdown()
    }

    @Test("random answers never crash the client")
    func randomAnswers() async throws {
        let server = StubServer { peer, n in
            var random = SplitMix64(seed: UInt64(n))
            var answer = Array(
                "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n".utf8
            )
            for _ in 0..<4 {
                answer[Int.random(in: answer.indices, using: &random)] = .random(in: 0...255, using: &random)
            }
            guard peer.readRequest() != nil else { return }
            peer.write(Array(answer.prefix(Int.random(in: 0...answer.count, using: &random))))
        }
        defer { server.stop() }
        let client = HTTPClientTests.client()
        for _ in 0..<300 {
            do throws(HTTPClientError) {
                _ = try await client.send(HTTPClientRequest("GET", HTTPClientTests.url(server.port)))
            } catch {
                #expect(error.kind == .malformedAnswer || error.kind == .disconnected, "\(error)")
            }
        }
        await client.shutdown()
    }
}
