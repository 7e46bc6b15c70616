import CollectorAPI

@testable import CollectorNet

/// TLS before a server without: what it decrypts goes there, and what comes from there is encrypted.
struct TLSTerminator {
    let port: Int
    private let listener: Listener

    init(_ tls: ServerTLSSettings, before target: Int) async throws {
        let logger = Logger(TLSLog())
        let security = TLSServerSecurity(
            tls,
            protocols: ["http/1.1"],
            handshakeTimeout: TLSSession.handshakeTimeout,
            logger: logger
        )
        try security.load()
        listener = try await Listener.start("127.0.0.1:0", transport: "tcp", logger: logger) { tcp in
            Task {
                let server = try? await Dialer.connect("127.0.0.1", port: target, on: tcp.loop, timeout: nil)
                tcp.loop.execute {
                    guard let server else { return tcp.close() }
                    tcp.handler = Relay(to: server)
                    server.handler = Relay(to: tcp)
                    security.secure(tcp)
                    server.resumeReading()
                }
            }
        }
        port = listener.address.port
    }

    func stop() async {
        await listener.close()
    }

    /// Passes on what comes, as fast as it is taken.
    private final class Relay: TCPHandler {
        private let sink: TCPConnection

        init(to sink: TCPConnection) {
            self.sink = sink
        }

        func received(_ bytes: UnsafeRawBufferPointer) { sink.write(copying: bytes) }

        func receivedEnd() { sink.finish() }

        func drained() {}

        func closed(_ error: NetError?) { sink.close() }
    }
}
