import CollectorAPI
import Pdata
import Testing

@testable import CollectorNet

@Suite(.timeLimit(.minutes(5))) struct ServerHTTP1Tests {
    /// Sends `text` and returns everything that the server says until it closes.
    private func exchange(_ port: Int, _ text: String) async throws -> String {
        try await offThread {
            let socket = try ServerSocket(port: port)
            try socket.send(text)
            return try socket.receiveAll()
        }
    }

    @Test func keepsTheConnectionForFurtherRequests() async throws {
        try await withHTTPServer { port, _ in
            let (first, second) = try await offThread {
                let socket = try ServerSocket(port: port)
                try socket.send("POST /a?b=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none")
                let first = try socket.receiveResponse()
                try socket.send("GET /c HTTP/1.1\r\nHost: x\r\n\r\n")
                return (first, try socket.receiveResponse())
            }
            #expect(first.head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(first.head.contains("\r\ndate: "))
            #expect(first.body == "POST /a?b=1 one")
            #expect(second.body == "GET /c ")
        }
    }

    @Test func answersPipelinedRequestsInOrder() async throws {
        let gate = Gate()
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            if request.path == "/slow" { await gate.pass() }
            return HTTPResponse(status: 200, text: request.path)
        }
        try await withHTTPServer(handler: handler) { port, _ in
            let socket = try ServerSocket(port: port)
            try await offThread {
                let paths = ["/1", "/slow", "/2", "/3"]
                try socket.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
            }
            await gate.arrivals(1)
            gate.open()
            let bodies = try await offThread { try (0..<4).map { _ in try socket.receiveResponse().body } }
            #expect(bodies == ["/1", "/slow", "/2", "/3"])
        }
    }

    @Test func takesChunkedBodies() async throws {
        try await withHTTPServer { port, _ in
            let text = try await exchange(
                port,
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                    + "4\r\nchun\r\n3;note=1\r\nked\r\n0\r\nTrailer: x\r\n\r\n"
            )
            #expect(text.hasSuffix("POST / chunked"))
            #expect(text.contains("connection: close\r\n"))
        }
    }

    @Test func invitesABodyThatWaits() async throws {
        try await withHTTPServer { port, _ in
            let (invitation, answer) = try await offThread {
                let socket = try ServerSocket(port: port)
                try socket.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
                let invitation = try socket.receiveResponse()
                try socket.send("ok")
                return (invitation, try socket.receiveResponse())
            }
            #expect(invitation.head == "HTTP/1.1 100 Continue\r\n\r\n")
            #expect(answer.body == "POST / ok")
        }
    }

    @Test(arguments: [
        "Content-Length: 11\r\n\r\nhello world",
        "Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n",
    ])
    func refusesBodiesOverTheLimit(rest: String) async throws {
        try await withHTTPServer({ $0.maxBodySize = 10 }) { port, _ in
            let text = try await exchange(port, "POST / HTTP/1.1\r\nHost: x\r\n\(rest)")
            #expect(text.hasPrefix("HTTP/1.1 413 Content Too Large\r\n"))
            #expect(text.contains("connection: close\r\n"))
        }
    }

    @Test func answersAnOversizedUploadThatGoesOn() async throws {
        try await withHTTPServer({ $0.maxBodySize = 1000 }) { port, _ in
            let text = try await offThread {
                let socket = try ServerSocket(port: port)
                try socket.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n")
                try? socket.send([UInt8](repeating: 65, count: 2_000_000))
                return try socket.receiveAll()
            }
            #expect(text.hasPrefix("HTTP/1.1 413"))
        }
    }

    @Test(arguments: [
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\nHost: x\n\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc", 400),
        ("GET / HTTP/2.5\r\nHost: x\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 70000))\r\n\r\n", 431),
        ("GET /\(String(repeating: "a", count: 20000)) HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    ])
    func refusesAmbiguousAndOversizedRequests(text: String, status: Int) async throws {
        try await withHTTPServer { port, _ in
            let answer = try await exchange(port, text)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.contains("connection: close\r\n"))
        }
    }

    @Test func answersHeadWithoutABody() async throws {
        try await withHTTPServer { port, _ in
            let text = try await exchange(port, "HEAD /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(text.contains("content-length: 8\r\n"))
            #expect(text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func answersHTTP10() async throws {
        try await withHTTPServer { port, _ in
            let text = try await exchange(port, "GET / HTTP/1.0\r\n\r\n")
            #expect(text.hasSuffix("GET / "))
        }
    }

    @Test func answersAClientThatEndedItsSide() async throws {
        let gate = Gate()
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            await gate.pass()
            return await echo(request)
        }
        try await withHTTPServer(handler: handler) { port, _ in
            let socket = try ServerSocket(port: port)
            let text = try await offThread {
                try socket.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
                socket.endSending()
                gate.open()
                return try socket.receiveAll()
            }
            #expect(text.hasSuffix("GET /a "))
        }
    }

    @Test func cancelsTheHandlerOfAClientThatReset() async throws {
        let gate = Gate()
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            await gate.pass()
            return await echo(request)
        }
        try await withHTTPServer(handler: handler) { port, _ in
            let socket = try ServerSocket(port: port)
            try await offThread { try socket.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n") }
            await gate.arrivals(1)
            socket.reset()
            await gate.pass()
        }
    }

    @Test func timesOutSlowHeadersAndIdleConnections() async throws {
        let short: (inout HTTPServerOptions) -> Void = {
            $0.readHeaderTimeout = .milliseconds(50)
            $0.idleTimeout = .milliseconds(50)
        }
        try await withHTTPServer(short) { port, _ in
            let slow = try await exchange(port, "GET / HTTP/1.1\r\nHost:")
            #expect(slow.hasPrefix("HTTP/1.1 408 "))
            let idle = try await exchange(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(idle.hasSuffix("GET / "))
            let silent = try await exchange(port, "")
            #expect(silent.isEmpty)
        }
    }

    @Test func undoesContentCodings() async throws {
        let text = String(repeating: "abc", count: 1000)
        try await withHTTPServer { port, _ in
            for coding in ContentCoding.allCases where coding != .identity {
                let body = coding.compress([Bytes(utf8: text)]).array
                let answer = try await offThread {
                    let socket = try ServerSocket(port: port)
                    try socket.send(
                        "POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: \(coding.rawValue)\r\n"
                            + "Content-Length: \(body.count)\r\n\r\n"
                    )
                    try socket.send(body)
                    return try socket.receiveResponse()
                }
                #expect(answer.body == "POST / \(text)")
            }
        }
    }

    @Test func refusesBombsBrokenAndUnknownCodings() async throws {
        let bomb = ContentCoding.gzip.compress([Bytes([UInt8](repeating: 0, count: 1_000_000))]).array
        try await withHTTPServer({ $0.maxBodySize = 100_000 }) { port, _ in
            let bodies = [("gzip", bomb, 413), ("gzip", [1, 2, 3], 400), ("zstd", [1, 2, 3], 400), ("br", [1], 400)]
            for (coding, body, status) in bodies {
                let answer = try await offThread {
                    let socket = try ServerSocket(port: port)
                    try socket.send(
                        "POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: \(coding)\r\n"
                            + "Content-Length: \(body.count)\r\n\r\n"
                    )
                    try socket.send(body)
                    return try socket.receiveResponse()
                }
                #expect(answer.head.hasPrefix("HTTP/1.1 \(status) "))
                if coding == "br" { #expect(answer.body == "unsupported Content-Encoding: br\n") }
                if coding == "zstd" { #expect(answer.body == "the body is not valid zstd data\n") }
            }
        }
    }

    @Test func neverLetsAHandlerSplitTheAnswer() async throws {
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in
            HTTPResponse(status: 200, headers: ["x-a": "1\r\nx-b: 2", "content-length": "99"])
        }
        try await withHTTPServer(handler: handler) { port, _ in
            let text = try await exchange(port, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(text.contains("x-a: 1  x-b: 2\r\n"))
            #expect(text.contains("content-length: 0\r\n"))
        }
    }

    @Test func answersCrossOriginPages() async throws {
        let cors = CORSPolicy(
            origins: ["https://*.example.com"],
            headers: ["X-Key"],
            exposed: ["X-Seen"],
            maxAge: 60
        )
        try await withHTTPServer({ $0.cors = cors }) { port, _ in
            let preflight =
                "OPTIONS / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccess-Control-Request-Method: POST\r\n"
            let allowed = try await exchange(
                port,
                preflight + "Origin: https://a.example.com\r\nAccess-Control-Request-Headers: x-key\r\n\r\n"
            )
            #expect(allowed.hasPrefix("HTTP/1.1 204 No Content\r\n"))
            #expect(allowed.contains("access-control-allow-origin: https://a.example.com\r\n"))
            #expect(allowed.contains("access-control-allow-headers: x-key\r\n"))
            #expect(allowed.contains("access-control-max-age: 60\r\n"))
            let foreign = try await exchange(port, preflight + "Origin: https://evil.com\r\n\r\n")
            #expect(!foreign.contains("access-control-allow-origin"))
            let call = try await exchange(
                port,
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: https://b.example.com\r\n\r\n"
            )
            #expect(call.contains("access-control-expose-headers: X-Seen\r\n"))
            #expect(call.contains("access-control-allow-credentials: true\r\n"))
        }
    }

    @Test func addsConfiguredHeadersAndTakesMetadata() async throws {
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            HTTPResponse(status: 200, text: request.client.metadata["x-tenant"]?.joined(separator: ",") ?? "none")
        }
        let change: (inout HTTPServerOptions) -> Void = {
            $0.responseHeaders = ["X-Served-By": "us"]
            $0.includesMetadata = true
        }
        try await withHTTPServer(change, handler: handler) { port, _ in
            let text = try await exchange(
                port,
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Tenant: a\r\nX-Tenant: b\r\n\r\n"
            )
            #expect(text.contains("x-served-by: us\r\n"))
            #expect(text.hasSuffix("a,b"))
        }
    }

    @Test func endsIdleConnectionsAndAnswersTheOthersWhenItStops() async throws {
        let gate = Gate()
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            if request.path == "/slow" { await gate.pass() }
            return await echo(request)
        }
        try await withHTTPServer(handler: handler) { port, server in
            let (idle, busy) = (try ServerSocket(port: port), try ServerSocket(port: port))
            try await offThread {
                try idle.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try idle.receiveResponse()
                try busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            }
            await gate.arrivals(1)
            async let stopped: Void = server.shutdown(grace: .seconds(10))
            #expect(try await offThread { idle.isEnded() })
            idle.close()
            gate.open()
            let text = try await offThread { try busy.receiveAll() }
            busy.close()
            await stopped
            #expect(text.hasSuffix("GET /slow "))
            #expect(text.contains("connection: close\r\n"))
        }
    }
}
