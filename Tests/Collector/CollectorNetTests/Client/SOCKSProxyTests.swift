import CollectorAPI
import CollectorConfig
import Pdata
import Testing

@testable import CollectorNet

@Suite("SOCKS proxies", .timeLimit(.minutes(2))) struct SOCKSProxyTests {
    /// The body of an answer to a GET, or the error, by a client with `proxy`.
    private static func get(_ url: String, through proxy: String) async -> String {
        var settings = HTTPClientSettings()
        settings.proxyURL = Secret(proxy)
        let client = HTTPClient(settings)
        let outcome: String
        do throws(HTTPClientError) {
            outcome = try await client.send(HTTPClientRequest("GET", url)).wholeBody.text
        } catch {
            outcome = "error: \(error)"
        }
        await client.shutdown()
        return outcome
    }

    /// A web server that answers with the first line of the request.
    private static func web() -> StubServer {
        StubServer { peer, _ in
            guard let line = peer.readRequest()?.head.prefix(while: { $0 != "\r\n" }) else { return }
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: \(line.utf8.count)\r\n\r\n\(line)")
            peer.waitForEnd()
        }
    }

    @Test("the proxy gets the host's name, and the server a usual request", arguments: ["socks5", "socks5h", "SOCKS5"])
    func plain(_ scheme: String) async throws {
        let asked = Lock<[String]>([])
        let (proxy, web) = (SOCKSStub.server(asked), Self.web())
        defer {
            proxy.stop()
            web.stop()
        }
        let body = await Self.get(
            "http://backend.example:\(web.port)/a?b",
            through: "\(scheme)://127.0.0.1:\(proxy.port)"
        )
        #expect(body == "GET /a?b HTTP/1.1")
        #expect(asked.withLock { $0 } == ["backend.example:\(web.port)"])
    }

    @Test("a password opens the way, a wrong one is named and not shown")
    func password() async throws {
        let (proxy, web) = (SOCKSStub.server(Lock([]), password: "me@here:hid:den"), Self.web())
        defer {
            proxy.stop()
            web.stop()
        }
        let url = "http://127.0.0.1:\(web.port)/"
        #expect(await Self.get(url, through: "socks5://me%40here:hid:den@127.0.0.1:\(proxy.port)") == "GET / HTTP/1.1")
        let wrong = await Self.get(url, through: "socks5://me:hidden@127.0.0.1:\(proxy.port)")
        #expect(wrong.hasSuffix("through the proxy 127.0.0.1:\(proxy.port): it does not accept the user and password"))
        #expect(!wrong.contains("hidden"))
        let none = await Self.get(url, through: "socks5://127.0.0.1:\(proxy.port)")
        #expect(none.hasSuffix("it wants to know who asks: write user:password@ before its host"))
    }

    @Test("a proxy's refusal is told")
    func refusal() async {
        let proxy = SOCKSStub.server(Lock([]), reply: 6)
        defer { proxy.stop() }
        let error = await Self.get("https://backend.example/", through: "socks5://127.0.0.1:\(proxy.port)")
        #expect(error.contains("connect to backend.example:443 through the proxy 127.0.0.1:\(proxy.port): "))
        #expect(error.hasSuffix("it answered: the connection's time to live ran out"))
    }

    @Test(
        "a proxy that does not speak SOCKS5, or not to its end",
        arguments: [
            (Array("SSH-2.0-x\r\n".utf8), "it does not speak SOCKS5: its answer begins with the byte 83"),
            ([5], "it closed the connection instead of answering the greeting"),
            ([5, 2], "it closed the connection instead of answering the user and password"),
            ([5, 0, 5, 0, 0], "it closed the connection instead of answering the request"),
        ] as [([UInt8], String)]
    )
    func garbage(_ answer: [UInt8], _ reason: String) async {
        let proxy = StubServer { peer, _ in
            guard peer.read(4) != nil else { return }
            peer.write(answer)
            // What was sent meanwhile must not turn the end into a reset.
            if answer.count > 1 { _ = peer.read(1) }
            peer.endSending()
            peer.waitForEnd()
        }
        defer { proxy.stop() }
        let error = await Self.get("http://backend.example/", through: "socks5://u:p@127.0.0.1:\(proxy.port)")
        #expect(error.hasSuffix(reason), "\(error)")
    }

    @Test("a proxy that says nothing is given up in time")
    func silence() async throws {
        let proxy = StubServer { peer, _ in peer.waitForEnd() }
        defer { proxy.stop() }
        let dialer = ProxyDialer(ClientTLSSettings(), logger: nil)
        let address = try Proxy(parsing: "socks5://127.0.0.1:\(proxy.port)")
        let error = await #expect(throws: NetError.self) {
            _ = try await dialer.connect(
                to: "backend.example",
                port: 80,
                through: address,
                on: LoopGroup.shared.next(),
                within: .milliseconds(200)
            )
        }
        #expect(error?.kind == .timedOut)
        #expect(error?.description.hasSuffix("it did not answer the greeting within 200ms") == true)
    }

    @Test("gRPC goes through, by name and password")
    func grpc() async throws {
        let asked = Lock<[String]>([])
        let proxy = SOCKSStub.server(asked, password: "u:p")
        defer { proxy.stop() }
        try await GRPCClientTests.serving(["/a/b": GRPCMethod { $0.message }]) { _, port in
            let settings = GRPCClientSettings(endpoint: "backend.example:\(port)", insecure: true)
            let rules = ProxyRules { $0 == "HTTPS_PROXY" ? "socks5://u:p@127.0.0.1:\(proxy.port)" : nil }
            let client = GRPCClient(settings, logger: GRPCClientTests.logger) { $0.proxies = rules }
            let answer = try await client.unary("/a/b", [Bytes(utf8: "through")])
            #expect(answer.text == "through")
            #expect(asked.withLock { $0.first } == "backend.example:\(port)")
            await client.shutdown()
        }
    }

    @Test(
        "addresses",
        arguments: [
            ("socks5://p", 1080, "p:1080"), ("socks5h://[::1]", 1080, "[::1]:1080"), ("socks5://p:80", 80, "p:80"),
            ("https://p", 443, "p:443"), ("https://u:p@p:1", 1, "p:1"), ("p", 80, "p:80"),
        ]
    )
    func addresses(_ text: String, _ port: Int, _ shown: String) throws {
        let proxy = try Proxy(parsing: text)
        #expect(proxy.port == port)
        #expect("\(proxy)" == shown)
    }

    @Test(
        "no part of a password is shown, whatever is wrong or printed",
        arguments: ["hi://den:hidden@p", "u:hidden://x@p", "http://u:hidden", "http://hidden:hidden/@p:1"]
    )
    func secrets(_ text: String) throws {
        let error = #expect(throws: ProxyError.self) { try Proxy(parsing: text) }
        #expect(error?.description.contains("hidden") == false)
        var dumped = ""
        dump(GRPCDialTarget.proxied(try Proxy(parsing: "socks5://hidden:hidden@p"), host: "a", port: 1), to: &dumped)
        #expect(!dumped.contains("hidden"))
    }
}
