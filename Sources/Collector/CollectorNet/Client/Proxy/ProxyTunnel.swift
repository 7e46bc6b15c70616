internal import CollectorAPI
internal import Pdata

/// Ways to a server through a proxy that passes bytes on unopened. Source: RFC 9110 section 9.3.6.
enum ProxyTunnel {
    /// Connects to `proxy` on `loop`, and lets it connect to `target`, a host with its port.
    ///
    /// - Throws: of kind `refused`, when the proxy does not.
    static func open(
        _ proxy: Proxy,
        to target: String,
        on loop: EventLoop,
        timeout: Duration
    ) async throws(NetError) -> TCPConnection {
        let tcp = try await Dialer.connect(proxy.host, port: proxy.port, on: loop, timeout: timeout)
        let handshake = TunnelHandshake(tcp, proxy, target)
        let failure: NetError? = await loop.run {
            await withTaskCancellationHandler {
                await withUnsafeContinuation { continuation in
                    guard tcp.isOpen, !Task.isCancelled else {
                        tcp.close()
                        return continuation.resume(returning: NetError(.cancelled, "connect to \(target): cancelled"))
                    }
                    handshake.start(within: timeout) { continuation.resume(returning: $0) }
                }
            } onCancel: {
                loop.execute { tcp.close() }
            }
        }
        if let failure { throw Task.isCancelled ? NetError(.cancelled, "connect to \(target): cancelled") : failure }
        return tcp
    }
}

/// One `CONNECT`; used on its loop only.
private final class TunnelHandshake: TCPHandler, @unchecked Sendable {
    // Sendable because it is used on its loop only.
    private let tcp: TCPConnection
    private let proxy: Proxy
    private let target: String
    private var parser = HTTP1Parser(.response)
    private var timer: LoopTimer?
    private var completion: ((NetError?) -> Void)?

    init(_ tcp: TCPConnection, _ proxy: Proxy, _ target: String) {
        self.tcp = tcp
        self.proxy = proxy
        self.target = target
    }

    func start(within time: Duration, _ completion: @escaping (NetError?) -> Void) {
        self.completion = completion
        tcp.handler = self
        let timer = LoopTimer(tcp.loop) { [unowned self] in
            fail(NetError(.timedOut, "\(operation): no answer within \(time.goText)"))
        }
        self.timer = timer
        timer.start(after: time)
        var head = "CONNECT \(target) HTTP/1.1\r\nhost: \(target)\r\n"
        if let authorization = proxy.authorization { head += "proxy-authorization: \(authorization)\r\n" }
        tcp.write([Bytes(utf8: head + "\r\n")])
        tcp.resumeReading()
    }

    private var operation: String { "connect to \(target) through the proxy \(proxy.host):\(proxy.port)" }

    func received(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        do throws(HTTP1Error) {
            guard case .response(let head)? = try parser.next(bytes.bytes, from: &offset) else { return }
            guard (200..<300).contains(head.status) else {
                let phrase = HTTPReason.phrase(head.status)
                return fail(NetError(.refused, "\(operation): it answered \(head.status) \(phrase)"))
            }
            tcp.pauseReading()
            tcp.handler = nil
            // A server may speak first.
            tcp.putBack(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
            end(nil)
        } catch {
            fail(NetError(.other, "\(operation): its answer is malformed: \(error)"))
        }
    }

    func receivedEnd() {
        fail(NetError(.closed, "\(operation): it closed the connection"))
    }

    func drained() {}

    func closed(_ error: NetError?) {
        end(error ?? NetError(.closed, "\(operation): it closed the connection"))
    }

    private func fail(_ error: NetError) {
        end(error)
        tcp.close()
    }

    private func end(_ result: NetError?) {
        timer?.close()
        timer = nil
        guard let completion else { return }
        self.completion = nil
        completion(result)
    }
}
