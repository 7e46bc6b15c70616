internal import CNGHTTP2

/// An HTTP client's connection that speaks HTTP/2: it carries as many calls at once as the server allows.
///
/// Used on its loop only.
final class HTTP2CallConnection: HTTPClientCarrier, HTTP2ClientOwner, @unchecked Sendable {
    // Sendable because it is used on its loop only; the pool keeps it without touching it.

    let origin: HTTPOrigin
    let loop: EventLoop
    private let tcp: TCPConnection
    private let pool: HTTPClientPool
    private var http2: HTTP2ClientConnection?
    private var exchanges: [ObjectIdentifier: HTTPClientExchange] = [:]
    private var idleDeadline: Deadline?

    init(
        _ tcp: TCPConnection,
        to origin: HTTPOrigin,
        _ pool: HTTPClientPool,
        _ keepalive: HTTP2ClientKeepalive.Options?
    ) {
        self.tcp = tcp
        self.origin = origin
        self.pool = pool
        loop = tcp.loop
        // How long a peer may let us wait is each call's timeout.
        tcp.writeTimeout = nil
        http2 = HTTP2ClientConnection(tcp, self, keepalive)
    }

    /// Sends the preface, and begins to read.
    func start() {
        http2?.start()
    }

    // MARK: Calls

    func begin(_ call: HTTPClientCall) {
        loop.assertOnLoop()
        idleDeadline?.set(after: nil)
        guard let http2, !http2.isDraining else {
            pool.retire(self)
            return pool.place(call)
        }
        guard call.attach(to: self) else { return pool.leave(self) }
        let exchange = HTTPClientExchange(call, on: self)
        exchanges[ObjectIdentifier(call)] = exchange
        if !http2.begin(exchange) { lost(exchange, .disconnected("the connection takes no more requests")) }
    }

    func abort(_ call: HTTPClientCall) {
        guard let exchange = exchanges.removeValue(forKey: ObjectIdentifier(call)) else { return }
        exchange.end()
        http2?.cancel(exchange)
        pool.leave(self)
    }

    /// Waits for a next call, for at most `time`.
    func rest(for time: Duration?) {
        guard exchanges.isEmpty, let time else { return }
        let deadline = idleDeadline ?? Deadline(loop) { [unowned self] in end() }
        idleDeadline = deadline
        deadline.set(after: time)
    }

    private func end() {
        pool.retire(self)
        http2?.drain()
    }

    func shutdown() {
        http2?.shutdown()
    }

    /// Gives the call of `exchange` its result, after making its place free: a caller's next request finds it.
    func ended(_ exchange: HTTPClientExchange, _ result: Result<HTTPResponse, HTTPClientError>) {
        guard exchanges.removeValue(forKey: ObjectIdentifier(exchange.call)) != nil else { return }
        exchange.end()
        pool.leave(self)
        exchange.call.finish(result)
    }

    // MARK: From the connection

    func ready(_ connection: HTTP2ClientConnection) {
        pool.grant(self, connection.capacity)
    }

    func draining(_ connection: HTTP2ClientConnection) {
        pool.retire(self)
    }

    func lost(_ exchange: any HTTP2Exchange, _ reason: HTTP2StreamFailure) {
        guard let exchange = exchange as? HTTPClientExchange else { return }
        // No server has seen it.
        guard !exchange.isSent, exchange.call.mayRetry() else { return exchange.fail(reason) }
        exchanges[ObjectIdentifier(exchange.call)] = nil
        exchange.end()
        pool.leave(self)
        let (pool, call) = (pool, exchange.call)
        // Not inside nghttp2's callback.
        loop.execute { pool.place(call) }
    }

    func hasRoom(_ connection: HTTP2ClientConnection) {}

    func closed(_ connection: HTTP2ClientConnection, _ lost: [any HTTP2Exchange], _ reason: String) {
        pool.retire(self)
        for exchange in lost where !exchange.isDone { self.lost(exchange, .disconnected(reason)) }
        idleDeadline?.close()
        idleDeadline = nil
        http2 = nil
        pool.remove(self)
    }

    func pingedTooOften() {}
}

extension HTTPClientError {
    /// What the end of an HTTP/2 stream without an answer means.
    init(_ failure: HTTP2StreamFailure) {
        switch failure {
        case .expired: self.init(.timedOut, "no answer in time")
        case .closing: self = .closed
        case .tooManyFields: self.init(.malformedAnswer, "the answer's header fields are too many")
        case .reset(let code):
            let name = nghttp2_http2_strerror(code).map { String(cString: $0) } ?? "\(code)"
            self.init(.disconnected, "the server reset the stream: \(name)")
        case .disconnected(let reason): self.init(.disconnected, reason)
        }
    }
}
