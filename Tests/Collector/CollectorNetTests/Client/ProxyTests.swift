import CollectorAPI
import CollectorConfig
import Glibc
import Pdata
import Testing

@testable import CollectorNet

@Suite("proxies", .timeLimit(.minutes(5))) struct ProxyTests {
    @Test(
        "which requests go through a proxy",
        arguments: [
            ("", "example.com", 443, true), ("*", "example.com", 443, false),
            ("example.com", "example.com", 443, false), ("example.com", "www.example.com", 443, false),
            ("example.com", "notexample.com", 443, true), (".example.com", "example.com", 443, true),
            (".example.com", "a.example.com", 443, false), ("*.example.com", "a.example.com", 443, false),
            ("EXAMPLE.com", "Example.Com", 443, false), ("example.com:8080", "example.com", 443, true),
            ("example.com:8080", "example.com", 8080, false), ("a, b ,c", "b", 1, false),
            ("10.0.0.0/8", "10.1.2.3", 443, false), ("10.0.0.0/8", "11.1.2.3", 443, true),
            ("10.1.2.3", "10.1.2.3", 443, false), ("192.168.0.0/23", "192.168.1.9", 1, false),
            ("192.168.0.0/23", "192.168.2.9", 1, true), ("fd00::/8", "fd12::1", 443, false),
            ("fd00::/8", "fe80::1", 443, true), ("[::2]:80", "::2", 80, false),
            ("", "localhost", 443, false), ("", "127.0.0.1", 443, false), ("", "127.8.8.8", 443, false),
            ("", "::1", 443, false), ("10.0.0.0/99", "10.1.2.3", 443, true),
        ]
    )
    func rules(_ exceptions: String, _ host: String, _ port: Int, _ isProxied: Bool) throws {
        let variables = ["HTTPS_PROXY": "http://proxy:3128", "no_proxy": exceptions]
        let rules = ProxyRules { variables[$0] }
        #expect((try rules.proxy(to: host, port: port, isTLS: true) != nil) == isProxied)
        #expect(try rules.proxy(to: host, port: port, isTLS: false) == nil)
    }

    @Test("a proxy of the settings is for every request")
    func unconditional() throws {
        let rules = ProxyRules(through: try Proxy(parsing: "http://u%40x:p%3A@proxy"))
        let proxy = try #require(try rules.proxy(to: "localhost", port: 80, isTLS: false))
        #expect((proxy.host, proxy.port) == ("proxy", 80))
        #expect(proxy.credentials?.basic == "Basic dUB4OnA6")
    }

    @Test("what is no proxy", arguments: ["ftp://a:1", "socks4://a:1", "http://", "http://a:x", "http://a b"])
    func broken(_ text: String) {
        #expect(throws: ProxyError.self) { try Proxy(parsing: text) }
    }

    @Test("a proxy of the environment that cannot be used fails the requests that would go through it")
    func unusable() throws {
        let variables = ["HTTPS_PROXY": "socks4://user:hidden@proxy", "NO_PROXY": "excepted.example"]
        let rules = ProxyRules { variables[$0] }
        let error = #expect(throws: ProxyError.self) {
            try rules.proxy(to: "backend.example", port: 443, isTLS: true)
        }
        #expect(error?.description.contains("HTTPS_PROXY") == true)
        #expect(error?.description.contains("hidden") == false)
        for host in ["excepted.example", "localhost", "127.0.0.1"] {
            #expect(try rules.proxy(to: host, port: 443, isTLS: true) == nil)
        }
        #expect(try rules.proxy(to: "backend.example", port: 80, isTLS: false) == nil)
    }

    @Test("a gRPC call that would go through a proxy that cannot be used says why")
    func unusableForGRPC() async throws {
        let rules = ProxyRules { $0 == "HTTPS_PROXY" ? "socks4://proxy" : nil }
        let settings = GRPCClientSettings(endpoint: "backend.example:4317", insecure: true)
        let client = GRPCClient(settings, logger: GRPCClientTests.logger) { $0.proxies = rules }
        let error = await #expect(throws: GRPCStatus.self) { _ = try await client.unary("/a/b", []) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("HTTPS_PROXY") == true)
        await client.shutdown()
    }

    @Test(
        "a password in the settings' proxy is not shown",
        arguments: ["http://user:hidden@proxy:x", "http://u:hi/hidden@p"]
    )
    func password(_ text: String) throws {
        var settings = HTTPClientSettings()
        settings.proxyURL = Secret(text)
        #expect(!"\(settings)".contains("hidden"))
        let error = #expect(throws: ProxyError.self) { try Proxy(parsing: text) }
        #expect(error?.description.contains("hidden") == false)
    }

    /// A proxy that notes what it is asked for, and passes bytes on after a CONNECT.
    static func proxy(_ asked: Lock<[String]>, answer: String = "200 Connection established") -> StubServer {
        StubServer { peer, _ in
            guard let head = peer.read(until: "\r\n\r\n") else { return }
            asked.withLock { $0.append(head) }
            guard head.hasPrefix("CONNECT ") else {
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nproxied")
                return peer.waitForEnd()
            }
            peer.write("HTTP/1.1 \(answer)\r\nX: y\r\n\r\n")
            guard answer.hasPrefix("2") else { return }
            let target = head.split(separator: " ")[1]
            guard let port = target.split(separator: ":").last.flatMap({ Int($0) }),
                let server = try? ServerSocket(port: port)
            else { return }
            peer.relay(to: server)
        }
    }

    @Test("a plain request names its whole URL to the proxy")
    func plain() async throws {
        let asked = Lock<[String]>([])
        let proxy = Self.proxy(asked)
        defer { proxy.stop() }
        var settings = HTTPClientSettings()
        settings.proxyURL = Secret("http://user:pass@127.0.0.1:\(proxy.port)")
        let client = HTTPClient(settings)
        let answer = try await client.send(HTTPClientRequest("GET", "http://backend.example:8080/a?b"))
        #expect(answer.wholeBody.text == "proxied")
        let head = try #require(asked.withLock { $0.first })
        #expect(head.hasPrefix("GET http://backend.example:8080/a?b HTTP/1.1\r\nhost: backend.example:8080\r\n"))
        #expect(head.contains("proxy-authorization: Basic dXNlcjpwYXNz\r\n"))
        await client.shutdown()
    }

    @Test("an encrypted request passes through a tunnel, which gets the password and not the request")
    func tunnel() async throws {
        let asked = Lock<[String]>([])
        let proxy = Self.proxy(asked)
        defer { proxy.stop() }
        var settings = HTTPClientSettings()
        settings.proxyURL = Secret("http://user:pass@127.0.0.1:\(proxy.port)")
        settings.tls.insecureSkipVerify = true
        // No TLS behind it: what comes out of the tunnel is what went in.
        let began = Lock<Set<UInt8>>([])
        let backend = StubServer { peer, _ in
            guard let first = peer.read(1)?.first else { return }
            began.withLock { _ = $0.insert(first) }
            peer.reset()
        }
        defer { backend.stop() }
        let client = HTTPClient(settings)
        await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPClientRequest("GET", "https://backend.example:\(backend.port)/secret"))
        }
        let head = try #require(asked.withLock { $0.first })
        #expect(
            head
                == "CONNECT backend.example:\(backend.port) HTTP/1.1\r\nHost: backend.example:\(backend.port)\r\n"
                + "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n"
        )
        // The first byte of a TLS handshake.
        #expect(began.withLock { $0.contains(0x16) })
        await client.shutdown()
    }

    @Test("a proxy's refusal is told")
    func refusal() async throws {
        let proxy = Self.proxy(Lock([]), answer: "407 Proxy Authentication Required")
        defer { proxy.stop() }
        var settings = HTTPClientSettings()
        settings.proxyURL = Secret("http://127.0.0.1:\(proxy.port)")
        let client = HTTPClient(settings)
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPClientRequest("GET", "https://backend.example/"))
        }
        #expect(error?.description.hasSuffix("it answered 407 Proxy Authentication Required") == true)
        await client.shutdown()
    }

    @Test("gRPC goes through a tunnel, whose end may speak first")
    func grpc() async throws {
        let asked = Lock<[String]>([])
        let proxy = Self.proxy(asked)
        defer { proxy.stop() }
        try await GRPCClientTests.serving(["/a/b": GRPCMethod { $0.message }]) { _, port in
            let settings = GRPCClientSettings(endpoint: "backend.example:\(port)", insecure: true)
            let rules = ProxyRules { $0 == "HTTPS_PROXY" ? "127.0.0.1:\(proxy.port)" : nil }
            let client = GRPCClient(settings, logger: GRPCClientTests.logger) { $0.proxies = rules }
            let answer = try await client.unary("/a/b", [Bytes(utf8: "through")])
            #expect(answer.text == "through")
            #expect(asked.withLock { $0.first }?.hasPrefix("CONNECT backend.example:\(port) HTTP/1.1\r\n") == true)
            await client.shutdown()
        }
    }

    @Test("what comes with the proxy's answer is the server's")
    func spokenFirst() async throws {
        let proxy = StubServer { peer, _ in
            _ = peer.read(until: "\r\n\r\n")
            // The answer and the server's settings in one piece.
            peer.write(Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + StubPeer.frame(4, 0, 0, []))
            guard peer.read(24) != nil, let call = peer.readCall() else { return }
            peer.write(StubPeer.answer(call.id, [9]))
            peer.waitForEnd()
        }
        defer { proxy.stop() }
        let rules = ProxyRules(through: try Proxy(parsing: "127.0.0.1:\(proxy.port)"))
        let settings = GRPCClientSettings(endpoint: "backend.example:4317", insecure: true)
        let client = GRPCClient(settings, logger: GRPCClientTests.logger) { $0.proxies = rules }
        #expect(try await client.unary("/a/b", []).array == [9])
        await client.shutdown()
    }
}
