import CollectorAPI
import CollectorConfig
import Pdata
import Testing

@testable import CollectorNet

@Suite("a client's authenticator and middlewares", .timeLimit(.minutes(5)))
struct ClientHookTests {
    private static func settings(_ change: (inout HTTPClientSettings) -> Void = { _ in }) -> HTTPClientSettings {
        var settings = HTTPClientSettings()
        settings.auth = .some(auth)
        settings.middlewares = [MiddlewareSettings()]
        settings.middlewares[0].id.id = .middleware
        change(&settings)
        return settings
    }

    private static var auth: AuthenticationSettings {
        var auth = AuthenticationSettings()
        auth.authenticator.id = .door
        return auth
    }

    @Test("HTTP: the authenticator comes last, and sees all that is sent")
    func http() async throws {
        let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            let names = ["x-pass", "x-stamp", "x-saw", "x-fixed"]
            return HTTPResponse(status: 200, text: names.map { request.headers[$0] ?? "-" }.joined(separator: "|"))
        }
        try await withHTTPServer(handler: handler) { port, _ in
            let client = HTTPClient(Self.settings { $0.headers = ["X-Fixed": "f"] })
            try client.start(HookHost(extensions: [.door: PasswordBearer(), .middleware: Stamp()]))
            let url = "http://127.0.0.1:\(port)/a?b"
            let answer = try await client.send(HTTPClientRequest("POST", url, body: [Bytes(utf8: "x")]))
            // host, x-fixed, accept-encoding, x-stamp, x-pass
            #expect(answer.wholeBody.text == "sesame|\(url)|POST 5 1|f")
            await client.shutdown()
        }
    }

    @Test("HTTP: without credentials nothing is sent")
    func httpFails() async throws {
        try await withHTTPServer { port, _ in
            let client = HTTPClient(Self.settings())
            try client.start(
                HookHost(extensions: [.door: PasswordBearer(failure: "no token yet"), .middleware: Stamp()])
            )
            let url = "http://127.0.0.1:\(port)/"
            do throws(HTTPClientError) {
                _ = try await client.send(HTTPClientRequest("GET", url))
                Issue.record("sent")
            } catch {
                #expect(error.kind == .unauthorized)
                #expect(error.description == "Get \"\(url)\": no token yet")
            }
            await client.shutdown()
        }
    }

    @Test("gRPC: what the authenticator adds arrives; what is gRPC's own is refused")
    func grpc() async throws {
        let method = GRPCMethod { request in
            Bytes(utf8: ["x-pass", "x-stamp"].map { request.metadata[$0] ?? "-" }.joined(separator: "|"))
        }
        try await GRPCClientTests.serving(["/test.Meta/Read": method]) { _, port in
            let client = GRPCClientTests.client(port) { settings in
                settings.auth = .some(Self.auth)
                settings.middlewares = [MiddlewareSettings()]
                settings.middlewares[0].id.id = .middleware
            }
            try client.start(HookHost(extensions: [.door: PasswordBearer(), .middleware: Stamp()]))
            let answer = try await client.unary("/test.Meta/Read", [])
            #expect(answer.text == "sesame|http://127.0.0.1:\(port)/test.Meta/Read")
            try client.start(
                HookHost(extensions: [.door: PasswordBearer(failure: "no token yet"), .middleware: Stamp()])
            )
            let status = await GRPCClientTests.status { () async throws(GRPCStatus) in
                try await client.unary("/test.Meta/Read", [])
            }
            #expect(status.code == .unauthenticated)
            #expect(status.message == "transport: per-RPC creds failed due to error: no token yet")
            await client.shutdown()
        }
    }

    @Test("gRPC: credentials that need encryption are refused where there is none")
    func plaintext() {
        let client = GRPCClientTests.client(1) { $0.auth = .some(Self.auth) }
        let host = HookHost(extensions: [.door: PasswordBearer(requiresTransportSecurity: true)])
        do {
            try client.start(host)
            Issue.record("started")
        } catch {
            #expect("\(error)".hasPrefix("the credentials require transport level security"))
        }
    }

    @Test("an extension that is missing, or of another sort, is an error at start")
    func missing() {
        let client = HTTPClient(Self.settings { $0.middlewares = [] })
        for (extensions, expected) in [
            ([:], "failed to resolve authenticator \"door\": authenticator not found"),
            ([.door: PasswordDoor()], "requested authenticator is not a HTTP client authenticator"),
        ] as [([ComponentID: any Extension], String)] {
            do {
                try client.start(HookHost(extensions: extensions))
                Issue.record("started")
            } catch {
                #expect("\(error)".hasPrefix(expected))
            }
        }
    }
}
