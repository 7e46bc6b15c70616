import CollectorAPI
import Pdata
import Testing

@testable import CollectorNet

@Suite("TLS between our own sides", .timeLimit(.minutes(5)))
struct TLSConnectionTests {
    let certificates: Certificates

    init() throws {
        certificates = try Certificates()
    }

    @Test("an HTTP request is answered, by name and by address")
    func http() async throws {
        let server = ServerTLSSettings(try certificates.make("server"))
        try await withTLSServer(server) { server in
            let trusting = ClientTLSSettings(trusting: certificates.authority)
            #expect(await server.ask(trusting, body: Array("hi".utf8)) == "POST /asked hi")
            #expect(await server.ask(trusting, host: "127.0.0.1") == "POST /asked ")
            #expect(server.log.text.isEmpty)
        }
    }

    @Test("bodies of many records arrive whole, both ways", arguments: [1, 16384, 16385, 300_000, 20_000_000])
    func large(_ size: Int) async throws {
        let server = ServerTLSSettings(try certificates.make("server"))
        let mirror: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            HTTPResponse(status: 200, body: [request.body])
        }
        try await withTLSServer(server, { $0.maxBodySize = 64 << 20 }, handler: mirror) { server in
            let sent = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) & 0x7f }
            let got = await server.ask(ClientTLSSettings(trusting: certificates.authority), body: sent)
            #expect(Array(got.utf8) == sent)
        }
    }

    @Test("gRPC calls share a connection")
    func grpc() async throws {
        var options = GRPCServerOptions(endpoint: "127.0.0.1:0")
        options.tls = ServerTLSSettings(try certificates.make("server"))
        options.maxMessageSize = 64 << 20
        let server = GRPCServer(
            options: options,
            logger: Logger(TLSLog()),
            methods: ["/test.Echo/Say": GRPCMethod { $0.message }]
        )
        let port = try await server.start().port
        var settings = GRPCClientSettings()
        settings.endpoint = "localhost:\(port)"
        settings.tls = ClientTLSSettings(trusting: certificates.authority)
        let client = GRPCClient(settings, logger: Logger(TLSLog()))
        let message = Bytes((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        try await withThrowingTaskGroup { group in
            for number in 0..<100 {
                group.addTask {
                    let part = number % 10 == 0 ? message : message.slice(number..<number * 50)
                    let answer = try await client.unary("/test.Echo/Say", [part])
                    #expect(answer == part)
                }
            }
            try await group.waitForAll()
        }
        await client.shutdown()
        await server.shutdown(grace: .seconds(5))
    }

    @Test("a client certificate is asked for, and judged")
    func mutual() async throws {
        let stranger = try certificates.makeAuthority("stranger")
        let server = ServerTLSSettings(try certificates.make("server"), clientCA: certificates.authority.certificate)
        let friend = try certificates.make("friend")
        let unknown = try certificates.make("unknown", signedBy: stranger)
        let forServers = try certificates.make("forservers", purpose: "serverAuth")
        let expired = try certificates.make("expired", until: "20210101000000Z")
        try await withTLSServer(server) { server in
            func ask(_ identity: Certificates.Identity?) async -> String {
                await server.ask(ClientTLSSettings(trusting: certificates.authority, showing: identity))
            }
            #expect(await ask(friend) == "POST /asked ")
            let withoutOne = await ask(nil)
            #expect(withoutOne.contains("certificate required"), "\(withoutOne)")
            #expect(withoutOne.contains("set cert_file and key_file"), "\(withoutOne)")
            #expect(await ask(unknown).contains("unknown CA"))
            #expect(await ask(expired).contains("certificate expired"))
            #expect(await ask(forServers).contains("it does not accept this side's certificate"))
            for reason in [
                "client didn't provide a certificate", "/CN=unknown\" is signed by \"/CN=stranger",
                "certificate has expired: \"/CN=expired\" was valid until 2021-01-01T00:00:00Z",
                "\"/CN=forservers\" is not for clients",
            ] {
                _ = await server.log.line(with: reason)
            }
        }
    }

    @Test("a server that cannot prove who it is is refused, with the reason")
    func refusedServers() async throws {
        let stranger = try certificates.makeAuthority("stranger")
        let cases: [(Certificates.Identity, String)] = [
            (
                try certificates.make("old", until: "20210101000000Z"),
                "certificate has expired: \"/CN=old\" was valid until 2021"
            ),
            (
                try certificates.make("new", from: "20490101000000Z"),
                "not yet valid: \"/CN=new\" is valid from 2049-01-01T00:00:00Z"
            ),
            (
                try certificates.make("other", hosts: "DNS:a.example,DNS:*.b.example,IP:10.0.0.1"),
                "certificate is valid for a.example, *.b.example, 10.0.0.1, not for localhost"
            ),
            (
                try certificates.make("localhost", hosts: ""),
                "no host, as it has no subject alternative names, not for localhost"
            ),
            (
                try certificates.make("strange", signedBy: stranger),
                "unknown authority: \"/CN=strange\" is signed by \"/CN=stranger\""
            ),
            (stranger, "unknown authority: \"/CN=stranger\" is signed by itself"),
            (try certificates.make("clients", purpose: "clientAuth"), "\"/CN=clients\" is not for servers"),
        ]
        for (identity, reason) in cases {
            try await withTLSServer(ServerTLSSettings(identity)) { server in
                let outcome = await server.ask(ClientTLSSettings(trusting: certificates.authority))
                #expect(outcome.contains("failed to verify the server's certificate: "))
                #expect(outcome.contains(reason), "\(outcome)")
                var careless = ClientTLSSettings()
                careless.insecureSkipVerify = true
                #expect(await server.ask(careless) == "POST /asked ")
                _ = await server.log.line(with: "the client refused with the alert")
            }
        }
    }

    @Test("another name can be asked for than the endpoint's")
    func nameOverride() async throws {
        try await withTLSServer(ServerTLSSettings(try certificates.make("server", hosts: "DNS:backend.example"))) {
            server in
            var tls = ClientTLSSettings(trusting: certificates.authority)
            #expect(await server.ask(tls).contains("valid for backend.example, not for localhost"))
            tls.serverNameOverride = "backend.example"
            #expect(await server.ask(tls) == "POST /asked ")
        }
    }

    @Test("PEM text does as well as files")
    func pemText() async throws {
        let identity = try certificates.make("server")
        var tls = ServerTLSSettings()
        tls.common.certificatePEM = .init(try String(contentsOfFile: identity.certificate, encoding: .utf8))
        tls.common.keyPEM = .init(try String(contentsOfFile: identity.key, encoding: .utf8))
        try await withTLSServer(tls) { server in
            var client = ClientTLSSettings()
            client.common.caPEM = .init(try String(contentsOfFile: certificates.authority.certificate, encoding: .utf8))
            #expect(await server.ask(client) == "POST /asked ")
        }
    }

    @Test("an intermediate authority is shown with the certificate, or trusted by itself")
    func chain() async throws {
        let request = try certificates.makeAuthority("intermediate")
        let leaf = try certificates.make("leaf", signedBy: request)
        let bundle = try certificates.join("bundle.pem", [leaf.certificate, request.certificate])
        try await withTLSServer(ServerTLSSettings(.init(certificate: bundle, key: leaf.key))) { server in
            #expect(await server.ask(ClientTLSSettings(trusting: request)) == "POST /asked ")
            // The very certificate is an anchor too, as in Go.
            #expect(await server.ask(ClientTLSSettings(trusting: leaf)) == "POST /asked ")
            #expect(await server.ask(ClientTLSSettings(trusting: certificates.authority)).contains("unknown authority"))
        }
    }
}
