internal import CLibUV
internal import CollectorAPI
internal import Pdata

/// What a server does with its connections, once it knows their protocol.
protocol ConnectionService: AnyObject, Sendable {
    /// The service for clients that open with HTTP/2's preface.
    var http2: any HTTP2Service { get }

    /// How long a new connection may stay silent; nil for ever.
    var greetingTimeout: Duration? { get }

    /// Takes over a connection that opens with something else; nil when it was answered and is being closed.
    func makeHTTP1(_ tcp: TCPConnection, _ connections: ServerConnections) -> (any ServerConnection & TCPHandler)?

    /// How connections are encrypted; nil for not at all.
    var tls: TLSServerSecurity? { get }

    /// Told of a client that opens with a TLS handshake.
    func refusedTLS(from peer: String)
}

/// A new connection, until its first bytes tell the protocol that its client speaks.
final class ConnectionSniffer: TCPHandler, ServerConnection, @unchecked Sendable {
    // Sendable because it is used on its loop only.

    private static let preface: StaticString = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    private static let tlsHandshake: UInt8 = 0x16

    private let tcp: TCPConnection
    private let service: any ConnectionService
    private let connections: ServerConnections
    private var matched = 0
    private var timer: LoopTimer?
    private let began: UInt64

    /// Takes `tcp` over.
    static func start(_ tcp: TCPConnection, _ service: any ConnectionService, _ connections: ServerConnections) {
        let sniffer = ConnectionSniffer(tcp, service, connections)
        guard connections.add(sniffer, on: tcp.loop) else { return tcp.close() }
        tcp.handler = sniffer
        tcp.readLimit = HTTP1ServerConnection.aheadLimit
        if let timeout = service.greetingTimeout {
            let timer = LoopTimer(tcp.loop) { tcp.close() }
            sniffer.timer = timer
            timer.start(after: timeout)
        }
        guard let tls = service.tls else { return tcp.resumeReading() }
        tls.secure(tcp)
    }

    private init(_ tcp: TCPConnection, _ service: any ConnectionService, _ connections: ServerConnections) {
        self.tcp = tcp
        self.service = service
        self.connections = connections
        began = uv_now(tcp.loop.uv)
    }

    func received(_ bytes: UnsafeRawBufferPointer) {
        let preface = UnsafeRawBufferPointer(
            start: Self.preface.utf8Start,
            count: Self.preface.utf8CodeUnitCount
        )
        let seen = matched
        for byte in bytes {
            guard matched < preface.count else { break }
            guard byte == preface[matched] else { return openHTTP1(preface[..<seen], bytes) }
            matched += 1
        }
        guard matched == preface.count else { return }
        let connection = HTTP2ServerConnection(tcp, service.http2, connections)
        handOver(to: connection)
        connection.start()
        forward(to: connection, preface[..<seen], bytes)
    }

    func receivedEnd() {
        tcp.close()
    }

    func drained() {}

    func closed(_ error: NetError?) {
        stopTimer()
        connections.remove(self)
    }

    func drain() {
        tcp.finish()
    }

    func cancelRequests() {}

    func relieve() {}

    let hasSpoken = false

    var idleSince: UInt64? { tcp.isOpen ? IdleConnection.since(began, now: uv_now(tcp.loop.uv)) : nil }

    func endIfIdle() {
        // What it became meanwhile has a handler of its own.
        if tcp.handler === self { tcp.close() }
    }

    func abort() {
        tcp.close()
    }

    private func openHTTP1(_ earlier: Slice<UnsafeRawBufferPointer>, _ bytes: UnsafeRawBufferPointer) {
        if earlier.isEmpty, bytes.first == Self.tlsHandshake {
            service.refusedTLS(from: tcp.peerAddress?.description ?? "")
            return tcp.close()
        }
        guard let connection = service.makeHTTP1(tcp, connections) else { return }
        handOver(to: connection)
        tcp.handler = connection
        forward(to: connection, earlier, bytes)
    }

    private func handOver(to connection: any ServerConnection) {
        stopTimer()
        connections.replace(self, with: connection, on: tcp.loop)
    }

    private func forward(
        to connection: any TCPHandler,
        _ earlier: Slice<UnsafeRawBufferPointer>,
        _ bytes: UnsafeRawBufferPointer
    ) {
        if !earlier.isEmpty { connection.received(UnsafeRawBufferPointer(rebasing: earlier)) }
        if tcp.isOpen { connection.received(bytes) }
    }

    private func stopTimer() {
        timer?.close()
        timer = nil
    }
}
