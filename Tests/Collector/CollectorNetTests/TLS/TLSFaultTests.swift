import CollectorAPI
import Foundation
import Pdata
import Testing

@testable import CollectorNet

@Suite("TLS with peers that do not behave", .timeLimit(.minutes(5)))
struct TLSFaultTests {
    let certificates: Certificates
    private let identity: Certificates.Identity

    init() throws {
        certificates = try Certificates()
        identity = try certificates.make("server")
    }

    private var trusting: ClientTLSSettings { ClientTLSSettings(trusting: certificates.authority) }

    @Test("plain HTTP to a TLS port is answered and logged")
    func plainHTTP() async throws {
        try await withTLSServer(ServerTLSSettings(identity)) { server in
            let answer = try await offThread {
                let socket = try ServerSocket(port: server.port)
                try socket.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return try socket.receiveAll()
            }
            #expect(answer.hasPrefix("HTTP/1.0 400 Bad Request\r\n"))
            #expect(answer.contains("Client sent an HTTP request to an HTTPS server."))
            _ = await server.log.line(with: "the client sends without TLS, which this endpoint requires")
        }
    }

    @Test(
        "what is no handshake is refused and logged, and others are served",
        arguments: [
            Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8), [0, 1, 2, 3], [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0],
            [0x16, 3, 1, 0xff, 0xff, 1, 0, 0, 1, 0], [0x16, 0x16, 0x16, 0x16, 0x16, 0x16, 0x16, 0x16],
        ] as [[UInt8]]
    )
    func garbage(_ bytes: [UInt8]) async throws {
        try await withTLSServer(ServerTLSSettings(identity)) { server in
            let isEnded = try await offThread {
                let socket = try ServerSocket(port: server.port)
                try socket.send(bytes)
                socket.endSending()
                while try !socket.receive().isEmpty {}
                return true
            }
            #expect(isEnded)
            #expect(await server.ask(trusting) == "POST /asked ")
            #expect(server.log.text.count == 1)
        }
    }

    @Test("a check that the port is open is no failure")
    func portCheck() async throws {
        try await withTLSServer(ServerTLSSettings(identity)) { server in
            for isReset in [true, false] {
                try await offThread {
                    let socket = try ServerSocket(port: server.port)
                    if isReset { socket.reset() } else { socket.close() }
                }
            }
            #expect(await server.ask(trusting) == "POST /asked ")
            #expect(server.log.text.isEmpty)
        }
    }

    @Test("a handshake that is never finished ends, on either side")
    func slowHandshake() async throws {
        try await withTLSServer(ServerTLSSettings(identity), { $0.handshakeTimeout = .milliseconds(50) }) { server in
            let isEnded = try await offThread {
                let socket = try ServerSocket(port: server.port)
                try socket.send([0x16, 3, 1])
                return socket.isEnded()
            }
            #expect(isEnded)
            _ = await server.log.line(with: "the client did not finish it within 50ms")
        }
        let silent = StubServer { peer, _ in peer.waitForEnd() }
        defer { silent.stop() }
        let loop = LoopGroup.shared.next()
        let tcp = try await Dialer.connect("127.0.0.1", port: silent.port, on: loop, timeout: nil)
        let security = TLSClientSecurity(trusting, protocols: [], logger: nil)
        let error = await #expect(throws: NetError.self) {
            try await security.secure(tcp, to: "localhost", within: .milliseconds(50))
        }
        #expect(error?.kind == .timedOut)
        #expect(error?.description == "TLS handshake: the server did not finish it within 50ms")
    }

    @Test("many unfinished handshakes do not keep others out")
    func manySlow() async throws {
        try await withTLSServer(ServerTLSSettings(identity)) { server in
            let sockets = try await offThread {
                try (0..<500).map { _ in
                    let socket = try ServerSocket(port: server.port)
                    try socket.send([0x16, 3, 1, 2, 0, 1])
                    return socket
                }
            }
            #expect(await server.ask(trusting) == "POST /asked ")
            for socket in sockets { socket.close() }
        }
    }

    @Test("a server without TLS is told from one with it")
    func plainServer() async throws {
        try await withHTTPServer { port, _ in
            let got = await TLSServer.ask(port, trusting)
            #expect(got.contains("TLS handshake: the server ended the connection"), "\(got)")
        }
        let plain = StubServer { peer, _ in
            peer.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            peer.waitForEnd()
        }
        defer { plain.stop() }
        let got = await TLSServer.ask(plain.port, trusting)
        #expect(got.contains("the server does not speak TLS: its answer begins with \"HTTP/1.1 400 Bad\""), "\(got)")
    }

    @Test("an answer that is cut off is an error, though HTTP would take it for whole")
    func truncated() async throws {
        let server = try OpenSSLCommand([
            "s_server", "-accept", "127.0.0.1:0", "-cert", identity.certificate, "-key", identity.key,
        ])
        defer { server.stop() }
        let port = try await offThread { () -> Int in
            guard let port = server.readPort() else { throw Certificates.Failure(output: server.finish()) }
            return port
        }
        async let got = TLSServer.ask(port, trusting)
        try await offThread {
            _ = server.read(until: "POST /asked")
            try server.write("HTTP/1.1 200 OK\r\n\r\nhalf\n")
        }
        // The answer ends with the connection: killed, the server cannot say that this was all.
        server.stop()
        let outcome = await got
        #expect(outcome.contains("the server ended the connection without saying so"), "\(outcome)")
    }

    @Test("a peer that does not read holds up nobody else, and is given up")
    func slowReader() async throws {
        let large: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
            guard request.path == "/large" else { return await echo(request) }
            return HTTPResponse(status: 200, body: [Bytes([UInt8](repeating: 7, count: 32 << 20))])
        }
        let server = ServerTLSSettings(identity)
        try await withTLSServer(server, { $0.writeTimeout = .milliseconds(300) }, handler: large) { server in
            let client = try OpenSSLCommand([
                "s_client", "-connect", "127.0.0.1:\(server.port)", "-quiet", "-alpn", "http/1.1",
            ])
            try client.write("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(await server.ask(trusting) == "POST /asked ")
            // Ends when the last connection has; until then, nothing is read from the pipe.
            await server.stop()
            #expect(try await offThread { client.finish().utf8.count } < 32 << 20)
        }
    }

    @Test("files that cannot be used keep a server from starting", arguments: ["missing", "nonsense", "mismatch"])
    func badFiles(_ what: String) async throws {
        let other = try certificates.make("other")
        var tls = ServerTLSSettings(identity)
        let reason: String
        switch what {
        case "missing":
            tls.common.certificateFile = "/nonexistent/cert.pem"
            reason = "failed to load TLS cert and key /nonexistent/cert.pem: open /nonexistent/cert.pem: no such file"
        case "nonsense":
            tls.common.keyFile = identity.certificate
            reason = "holds no private key that can be read without a password"
        default:
            tls.common.keyFile = other.key
            reason = "private key does not match public key"
        }
        let error = await #expect(throws: TLSConfigurationError.self) { try await TLSServer(tls) }
        #expect(error?.description.hasPrefix("failed to load TLS config: failed to load TLS cert and key") == true)
        #expect(error?.description.contains(reason) == true, "\(error.map(String.init(describing:)) ?? "")")
        var client = ClientTLSSettings()
        client.common.caFile = "/nonexistent/ca.pem"
        let security = TLSClientSecurity(client, protocols: [], logger: nil)
        let failure = #expect(throws: TLSConfigurationError.self) { try security.load() }
        #expect(
            failure?.description
                == "failed to load TLS config: failed to load CA CertPool File: failed to load CA /nonexistent/ca.pem: "
                + "open /nonexistent/ca.pem: no such file or directory"
        )
    }

    @Test("a locked key is an error, not a question on the terminal")
    func lockedKey() async throws {
        let locked = "\(certificates.folder)/locked.key"
        _ = try OpenSSLCommand(["ec", "-in", identity.key, "-aes256", "-passout", "pass:x", "-out", locked]).finish()
        var tls = ServerTLSSettings(identity)
        tls.common.keyFile = locked
        let error = await #expect(throws: TLSConfigurationError.self) { try await TLSServer(tls) }
        #expect(error?.description.contains("without a password") == true)
    }
}
