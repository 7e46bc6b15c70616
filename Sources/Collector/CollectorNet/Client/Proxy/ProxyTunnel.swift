internal import CollectorAPI
internal import Pdata

/// One handshake with a proxy, over the connection to it. Used on the connection's loop only.
final class ProxyTunnel: TCPHandler, @unchecked Sendable {
    // Sendable because it is used on its loop only.
    private let tcp: TCPConnection
    private var handshake: any ProxyHandshake
    private var timer: LoopTimer?
    private var completion: ((NetError?) -> Void)?

    init(_ tcp: TCPConnection, _ handshake: any ProxyHandshake) {
        self.tcp = tcp
        self.handshake = handshake
    }

    /// Speaks with the proxy; `completion` is called once, when the connection leads to the server and has no handler,
    /// or with why it does not, and is closed.
    func open(within time: Duration, _ completion: @escaping (NetError?) -> Void) {
        self.completion = completion
        tcp.handler = self
        let timer = LoopTimer(tcp.loop) { [unowned self] in
            fail(NetError(.timedOut, "it did not answer \(handshake.pending) within \(time.goText)"))
        }
        self.timer = timer
        timer.start(after: time)
        tcp.write([Bytes(handshake.opening)])
        tcp.resumeReading()
    }

    func received(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        do throws(NetError) {
            while tcp.isOpen {
                switch try handshake.next(bytes.bytes, from: &offset) {
                case .more: return
                case .send(let answer): tcp.write([Bytes(answer)])
                case .open:
                    tcp.pauseReading()
                    tcp.handler = nil
                    // A server may speak first.
                    tcp.putBack(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
                    return end(nil)
                }
            }
        } catch {
            fail(error)
        }
    }

    func receivedEnd() {
        fail(closedEarly)
    }

    func drained() {}

    func closed(_ error: NetError?) {
        end(error ?? closedEarly)
    }

    private var closedEarly: NetError {
        NetError(.closed, "it closed the connection instead of answering \(handshake.pending)")
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
