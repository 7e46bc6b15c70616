import CollectorAPI
import Foundation
import Pdata
import Testing

@testable import CollectorNet

@Suite(.timeLimit(.minutes(5))) struct ServerListenerTests {
    private func server(_ endpoint: String, transport: String = "tcp") -> HTTPServer {
        var options = HTTPServerOptions(endpoint: endpoint)
        options.transport = transport
        return HTTPServer(options: options, logger: Logger(ServerLog()), handler: echo)
    }

    @Test(arguments: ["127.0.0.1:0", "localhost:0", ":0", "[::1]:0", "0.0.0.0:0"])
    func listensAtEndpoints(endpoint: String) async throws {
        let server = server(endpoint)
        let address = try await server.start()
        #expect(address.port > 0)
        if endpoint.hasPrefix("[") {
            #expect(address.description == "[::1]:\(address.port)")
        } else {
            let text = try await offThread {
                let socket = try ServerSocket(port: address.port)
                try socket.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                return try socket.receiveAll()
            }
            #expect(text.hasPrefix("HTTP/1.1 200"))
        }
        await server.shutdown(grace: .seconds(5))
    }

    @Test(arguments: ["localhost", "localhost:", "localhost:http", "1.2.3.4:70000", "::1:4317", "a b:1", "[::1]"])
    func refusesWhatIsNoEndpoint(endpoint: String) async throws {
        await #expect(throws: NetError.self) { _ = try await server(endpoint).start() }
    }

    @Test(arguments: [("tcp", true), ("tcp4", true), ("tcp6", false)])
    func takesIPv4UnlessTheTransportIsTCP6(transport: String, takesIPv4: Bool) async throws {
        let server = server(":0", transport: transport)
        let address = try await server.start()
        #expect(address.family == (transport == "tcp4" ? .ipv4 : .ipv6))
        let isTaken = try await offThread { (try? ServerSocket(port: address.port)) != nil }
        #expect(isTaken == takesIPv4)
        await server.shutdown(grace: .zero)
    }

    @Test func namesThePortInUse() async throws {
        try await withHTTPServer { port, _ in
            let error = await #expect(throws: NetError.self) { _ = try await server("127.0.0.1:\(port)").start() }
            #expect(error?.kind == .addressInUse)
            #expect(error?.description == "listen on 127.0.0.1:\(port): address already in use")
        }
    }

    @Test func listensOnUnixSockets() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "s\(UInt32.random(in: 0...UInt32.max))"
        ).path
        let first = server(path, transport: "unix")
        #expect(try await first.start().description == path)
        let error = await #expect(throws: NetError.self) { _ = try await server(path, transport: "unix").start() }
        #expect(error?.kind == .addressInUse)
        await first.shutdown(grace: .zero)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func frees1000ConnectionsOnAllLoops() async throws {
        try await withHTTPServer { port, _ in
            let statuses = try await offThread {
                let sockets = try (0..<1000).map { _ in try ServerSocket(port: port) }
                for socket in sockets { try socket.send("GET /many HTTP/1.1\r\nHost: x\r\n\r\n") }
                return try sockets.map { try $0.receiveResponse().body }
            }
            #expect(statuses.count == 1000)
            #expect(statuses.allSatisfy { $0 == "GET /many " })
        }
    }

    @Test func warnsOfTLS() async throws {
        let log = ServerLog()
        let server = HTTPServer(
            options: HTTPServerOptions(endpoint: "127.0.0.1:0"),
            logger: Logger(log),
            handler: echo
        )
        let port = try await server.start().port
        for _ in 0..<3 {
            let isEnded = try await offThread {
                let socket = try ServerSocket(port: port)
                try socket.send([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0])
                return socket.isEnded()
            }
            #expect(isEnded)
        }
        await server.shutdown(grace: .seconds(5))
        #expect(log.text.filter { $0.contains("opened with TLS") }.count == 1)
    }

    @Test func stopsWithoutAStart() async throws {
        await server("127.0.0.1:0").shutdown(grace: .seconds(1))
    }
}
