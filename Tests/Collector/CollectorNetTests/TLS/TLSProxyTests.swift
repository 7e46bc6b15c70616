import CollectorAPI
import CollectorConfig
import Pdata
import Testing

@testable import CollectorNet

@Suite("proxies with TLS", .timeLimit(.minutes(2)))
struct TLSProxyTests {
    let certificates: Certificates

    init() throws {
        certificates = try Certificates()
    }

    /// A proxy at `localhost` that asks for nothing and notes what it is asked, for the time of `body`.
    private func withProxy(
        signedBy issuer: Certificates.Identity? = nil,
        _ body: (_ port: Int, _ asked: Lock<[String]>) async throws -> Void
    ) async throws {
        let asked = Lock<[String]>([])
        let plain = ProxyTests.proxy(asked)
        defer { plain.stop() }
        let identity = try certificates.make("proxy", hosts: "DNS:localhost", signedBy: issuer)
        let proxy = try await TLSTerminator(ServerTLSSettings(identity), before: plain.port)
        do {
            try await body(proxy.port, asked)
        } catch {
            await proxy.stop()
            throw error
        }
        await proxy.stop()
    }

    private func settings(_ proxy: String) -> HTTPClientSettings {
        var settings = HTTPClientSettings()
        settings.proxyURL = Secret(proxy)
        settings.tls = ClientTLSSettings(trusting: certificates.authority)
        settings.timeout = .seconds(60)
        return settings
    }

    /// The body of the answer, or the error.
    private func ask(_ settings: HTTPClientSettings, _ url: String, _ body: [UInt8] = []) async -> String {
        let client = HTTPClient(settings)
        let outcome: String
        do throws(HTTPClientError) {
            let request = HTTPClientRequest("POST", url, body: [Bytes(body)], maxAnswerSize: 64 << 20)
            outcome = try await client.send(request).wholeBody.text
        } catch {
            outcome = "error: \(error)"
        }
        await client.shutdown()
        return outcome
    }

    @Test("a plain request goes to the proxy encrypted, with its whole URL and the password")
    func plain() async throws {
        try await withProxy { port, asked in
            let answer = await ask(settings("https://u:p@localhost:\(port)"), "http://backend.example/a")
            #expect(answer == "proxied")
            let head = try #require(asked.withLock { $0.first })
            #expect(head.hasPrefix("POST http://backend.example/a HTTP/1.1\r\n"))
            #expect(head.contains("proxy-authorization: Basic dTpw\r\n"))
        }
    }

    @Test("TLS goes through TLS, each verified by its own name", arguments: [1, 16385, 300_000, 5_000_000])
    func layered(_ size: Int) async throws {
        let server = ServerTLSSettings(try certificates.make("server", hosts: "DNS:backend.example"))
        let mirror: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            HTTPResponse(status: 200, body: [request.body])
        }
        try await withTLSServer(server, { $0.maxBodySize = 64 << 20 }, handler: mirror) { server in
            try await withProxy { port, asked in
                let sent = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) & 0x7f }
                for forcesHTTP1 in [false, true] {
                    var settings = settings("https://localhost:\(port)")
                    settings.forceAttemptHTTP2 = !forcesHTTP1
                    let got = await ask(settings, "https://backend.example:\(server.port)/", sent)
                    #expect(Array(got.utf8) == sent, "\(got.prefix(300))")
                }
                let heads = asked.withLock { $0 }
                #expect(heads.count == 2)
                #expect(heads.allSatisfy { $0.hasPrefix("CONNECT backend.example:\(server.port) HTTP/1.1\r\n") })
            }
        }
    }

    @Test("gRPC goes through, encrypted to the server or not", arguments: [true, false])
    func grpc(_ isInsecure: Bool) async throws {
        var options = GRPCServerOptions(endpoint: "127.0.0.1:0")
        options.tls =
            isInsecure ? nil : ServerTLSSettings(try certificates.make("server", hosts: "DNS:backend.example"))
        let server = GRPCServer(
            options: options,
            logger: Logger(TLSLog()),
            methods: ["/test.Echo/Say": GRPCMethod { $0.message }]
        )
        let port = try await server.start().port
        try await withProxy { proxy, _ in
            var settings = GRPCClientSettings()
            settings.endpoint = "backend.example:\(port)"
            if isInsecure {
                // With an authority of its own, the server would be expected to speak TLS.
                settings.tls.insecure = true
                settings.tls.insecureSkipVerify = true
            } else {
                settings.tls = ClientTLSSettings(trusting: certificates.authority)
            }
            let rules = ProxyRules { $0 == "HTTPS_PROXY" ? "https://localhost:\(proxy)" : nil }
            let client = GRPCClient(settings, logger: Logger(TLSLog())) { $0.proxies = rules }
            try await withThrowingTaskGroup { group in
                for number in 0..<50 {
                    group.addTask {
                        let message = Bytes([UInt8](repeating: UInt8(number), count: number * number * 100))
                        let answer = try await client.unary("/test.Echo/Say", [message])
                        #expect(answer == message)
                    }
                }
                try await group.waitForAll()
            }
            await client.shutdown()
        }
        await server.shutdown(grace: .seconds(5))
    }

    @Test("a proxy that cannot prove its name gets neither password nor request")
    func untrusted() async throws {
        try await withProxy(signedBy: try certificates.makeAuthority("other")) { port, asked in
            for url in ["http://backend.example/", "https://backend.example/"] {
                let error = await ask(settings("https://u:hidden@localhost:\(port)"), url)
                #expect(error.contains("the proxy localhost:\(port): TLS handshake: failed to verify"), "\(error)")
                #expect(!error.contains("hidden"))
            }
            #expect(asked.withLock { $0.isEmpty })
        }
        try await withProxy { port, asked in
            let error = await ask(settings("https://127.0.0.1:\(port)"), "https://backend.example/")
            #expect(error.hasSuffix("certificate is valid for localhost, not for 127.0.0.1"), "\(error)")
            #expect(asked.withLock { $0.isEmpty })
        }
    }

    @Test("a server that cannot prove its name is refused behind the proxy")
    func untrustedServer() async throws {
        let server = ServerTLSSettings(try certificates.make("server", hosts: "DNS:another.example"))
        try await withTLSServer(server) { server in
            try await withProxy { port, _ in
                let error = await ask(settings("https://localhost:\(port)"), "https://backend.example:\(server.port)/")
                #expect(
                    error.hasSuffix("certificate is valid for another.example, not for backend.example"),
                    "\(error)"
                )
                _ = await server.log.line(with: "bad certificate")
            }
        }
    }

    @Test("a proxy without TLS is told from one with")
    func plainProxy() async throws {
        let plain = StubServer { peer, _ in
            guard peer.read(1) != nil else { return }
            peer.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            peer.waitForEnd()
        }
        defer { plain.stop() }
        let error = await ask(settings("https://localhost:\(plain.port)"), "http://backend.example/")
        #expect(error.contains("reach the proxy localhost:\(plain.port): TLS handshake: the server does not speak TLS"))
    }
}
