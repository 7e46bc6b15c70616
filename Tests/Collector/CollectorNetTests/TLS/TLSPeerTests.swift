import CollectorAPI
import Foundation
import Pdata
import Testing

@testable import CollectorNet

@Suite("TLS with the openssl command on the other side", .timeLimit(.minutes(5)))
struct TLSPeerTests {
    let certificates: Certificates

    init() throws {
        certificates = try Certificates()
    }

    // MARK: Our server

    /// What `openssl s_client` says of a connection on which it sends one request.
    private func connect(_ port: Int, _ arguments: [String]) async throws -> String {
        let authority = certificates.authority.certificate
        return try await offThread {
            let client = try OpenSSLCommand(
                [
                    "s_client", "-connect", "127.0.0.1:\(port)", "-servername", "localhost", "-CAfile", authority,
                    "-verify_return_error", "-ign_eof",
                ] + arguments
            )
            try client.write("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return client.finish()
        }
    }

    @Test(
        "versions, suites and curves that both sides take",
        arguments: [
            (["-tls1_3"], ["TLSv1.3", "TLS_AES_128_GCM_SHA256"]),
            (["-tls1_2"], ["TLSv1.2", "ECDHE-ECDSA-AES128-GCM-SHA256"]),
            (["-tls1_3", "-ciphersuites", "TLS_AES_256_GCM_SHA384"], ["TLS_AES_256_GCM_SHA384"]),
            (
                ["-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"],
                ["TLS_CHACHA20_POLY1305_SHA256"]
            ),
            (["-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"], ["ECDHE-ECDSA-CHACHA20-POLY1305"]),
            (["-groups", "P-384"], ["secp384r1, 384 bits"]), (["-alpn", "http/1.1"], ["ALPN protocol: http/1.1"]),
            (["-alpn", "foo,http/1.1"], ["ALPN protocol: http/1.1"]), ([], ["No ALPN negotiated"]),
        ]
    )
    func accepted(_ arguments: [String], _ marks: [String]) async throws {
        try await withTLSServer(ServerTLSSettings(try certificates.make("server"))) { server in
            let said = try await connect(server.port, arguments)
            for mark in marks + ["Verify return code: 0 (ok)", "HTTP/1.1 200 OK", "GET /hello"] {
                #expect(said.contains(mark), "\(said)")
            }
        }
    }

    @Test("HTTP/2 is chosen where the client speaks it")
    func http2() async throws {
        try await withTLSServer(ServerTLSSettings(try certificates.make("server"))) { server in
            let said = try await connect(server.port, ["-alpn", "http/1.1,h2"])
            #expect(said.contains("ALPN protocol: h2"))
        }
    }

    @Test(
        "what the settings rule out is refused, and logged",
        arguments: [
            (
                ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], "alert protocol version",
                "no TLS version that this side takes (1.2 to 1.3)"
            ),
            (
                ["-tls1_2", "-cipher", "AES256-GCM-SHA384"], "alert handshake failure",
                "no cipher suite that this side takes"
            ),
            (["-alpn", "foo"], "alert no application protocol", "none of this endpoint's protocols (h2, http/1.1)"),
        ]
    )
    func refused(_ arguments: [String], _ alert: String, _ line: String) async throws {
        try await withTLSServer(ServerTLSSettings(try certificates.make("server"))) { server in
            let said = try await connect(server.port, arguments)
            #expect(said.contains(alert), "\(said)")
            #expect(await server.log.line(with: line).hasPrefix("warn A TLS connection was refused"))
        }
    }

    @Test("versions, suites and curves can be chosen")
    func chosen() async throws {
        var tls = ServerTLSSettings(try certificates.make("server", key: ["-newkey", "rsa:2048"]))
        tls.common.minVersion = "1.0"
        tls.common.maxVersion = "1.2"
        tls.common.cipherSuites = ["TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_AES_128_GCM_SHA256"]
        tls.common.includeInsecureCipherSuites = true
        tls.common.curvePreferences = ["P521"]
        try await withTLSServer(tls) { server in
            let old = try await connect(server.port, ["-tls1", "-cipher", "ALL:@SECLEVEL=0"])
            #expect(
                old.contains("TLSv1") && old.contains("ECDHE-RSA-AES256-SHA") && old.contains("HTTP/1.1 200"),
                "\(old)"
            )
            let weak = try await connect(server.port, ["-cipher", "AES128-GCM-SHA256"])
            #expect(weak.contains("AES128-GCM-SHA256") && weak.contains("HTTP/1.1 200"), "\(weak)")
            let curve = try await connect(server.port, ["-groups", "X25519:P-521"])
            #expect(curve.contains("secp521r1") && curve.contains("HTTP/1.1 200"), "\(curve)")
            #expect(try await connect(server.port, ["-tls1_3"]).contains("alert protocol version"))
        }
    }

    @Test("a session is resumed by its ticket, but not where clients are judged")
    func tickets() async throws {
        let identity = try certificates.make("server")
        let session = "\(certificates.folder)/session"
        try await withTLSServer(ServerTLSSettings(identity)) { server in
            let first = try await connect(server.port, ["-sess_out", session])
            #expect(first.contains("New, TLSv1.3"))
            let second = try await connect(server.port, ["-sess_in", session])
            #expect(second.contains("Reused, TLSv1.3"))
        }
        let strict = ServerTLSSettings(identity, clientCA: certificates.authority.certificate)
        try await withTLSServer(strict) { server in
            let shown = ["-cert", identity.certificate, "-key", identity.key]
            let said = try await connect(server.port, shown)
            #expect(said.contains("HTTP/1.1 200"))
            #expect(!said.contains("Post-Handshake New Session Ticket"))
            #expect(said.contains("/CN=ca") || said.contains("CN = ca"))
        }
    }

    // MARK: Our client

    /// Calls `body` with the port of `openssl s_server`, which answers every GET with a page of its own.
    private func serving(
        _ identity: Certificates.Identity,
        _ arguments: [String],
        _ body: (Int) async throws -> Void
    ) async throws {
        let server = try OpenSSLCommand(
            ["s_server", "-accept", "127.0.0.1:0", "-www", "-cert", identity.certificate, "-key", identity.key]
                + arguments
        )
        let port = try await offThread { () -> Int in
            guard let port = server.readPort() else { throw Certificates.Failure(output: server.finish()) }
            return port
        }
        do {
            try await body(port)
        } catch {
            server.stop()
            throw error
        }
        server.stop()
    }

    private func get(_ port: Int, _ tls: ClientTLSSettings) async -> String {
        await TLSServer.ask(port, tls, method: "GET")
    }

    @Test(
        "servers of any version and suite in common",
        arguments: [
            (["-tls1_3"], "TLSv1.3"), (["-tls1_2"], "TLSv1.2"),
            (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-SHA"], "ECDHE-ECDSA-AES256-SHA"),
            (["-groups", "P-256"], "TLSv1.3"),
        ]
    )
    func servers(_ arguments: [String], _ mark: String) async throws {
        try await serving(try certificates.make("server"), arguments) { port in
            let got = await get(port, ClientTLSSettings(trusting: certificates.authority))
            #expect(got.contains(mark), "\(got)")
        }
    }

    @Test(
        "servers that have nothing in common say so",
        arguments: [
            (["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], "TLS versions (1.2 to 1.3)"),
            (
                ["-tls1_2", "-cipher", "AES128-SHA"],
                "the server refused with the alert \"handshake failure\" (40): it takes none of this side's cipher suites"
            ),
        ]
    )
    func incompatible(_ arguments: [String], _ reason: String) async throws {
        try await serving(try certificates.make("server", key: ["-newkey", "rsa:2048"]), arguments) { port in
            let got = await get(port, ClientTLSSettings(trusting: certificates.authority))
            #expect(got.contains(reason), "\(got)")
        }
    }

    @Test("a client certificate is shown to who asks, in either version", arguments: ["-tls1_3", "-tls1_2"])
    func clientCertificate(_ version: String) async throws {
        let arguments = [
            version, "-Verify", "1", "-verify_return_error", "-CAfile", certificates.authority.certificate,
        ]
        try await serving(try certificates.make("server"), arguments) { port in
            let identity = try certificates.make("client")
            let got = await get(port, ClientTLSSettings(trusting: certificates.authority, showing: identity))
            #expect(got.contains("CN = client") || got.contains("CN=client"), "\(got)")
        }
    }

    @Test("what the client's settings rule out is not spoken")
    func clientLimits() async throws {
        try await serving(try certificates.make("server"), ["-tls1_2"]) { port in
            var tls = ClientTLSSettings(trusting: certificates.authority)
            tls.common.minVersion = "1.3"
            #expect(await get(port, tls).contains("TLS versions (1.3 to 1.3)"))
        }
        try await serving(try certificates.make("other"), []) { port in
            var tls = ClientTLSSettings(trusting: certificates.authority)
            tls.common.maxVersion = "1.2"
            tls.common.cipherSuites = ["TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"]
            let got = await get(port, tls)
            #expect(got.contains("TLSv1.2") && got.contains("ECDHE-ECDSA-AES256-GCM-SHA384"), "\(got)")
        }
    }
}
