internal import CWire
internal import Glibc

/// A connected socket, with or without TLS; used by one thread.
final class Transport {
    /// What became of a read or a write.
    enum Outcome {
        case moved(Int)
        /// The socket has nothing, or no room, at the moment.
        case wouldBlock
        /// The peer ended the connection.
        case ended
    }

    let descriptor: Int32
    private var tls: OpaquePointer?

    /// A transport over `descriptor`, which it closes.
    ///
    /// - Parameter protocolName: what ALPN offers; nil for no TLS. The peer's certificate is not checked: the benchmark
    ///   made it a moment ago.
    init(_ descriptor: Int32, tls protocolName: String?) throws(WireFailure) {
        self.descriptor = descriptor
        guard let protocolName else { return }
        tls = SSL_new(Self.context)
        guard let tls else { throw WireFailure("no memory for TLS") }
        let offer = [UInt8(protocolName.utf8.count)] + Array(protocolName.utf8)
        SSL_set_alpn_protos(tls, offer, UInt32(offer.count))
        SSL_set_fd(tls, descriptor)
        while true {
            let result = SSL_connect(tls)
            guard result != 1 else { return }
            let error = SSL_get_error(tls, result)
            guard error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE else {
                throw WireFailure("TLS handshake failed (\(error))")
            }
            Socket.wait(descriptor, writable: error == SSL_ERROR_WANT_WRITE, until: nil)
        }
    }

    deinit {
        if let tls { SSL_free(tls) }
        close(descriptor)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
        guard let tls else { return outcome(recv(descriptor, buffer.baseAddress, buffer.count, 0)) }
        return outcome(tls, SSL_read(tls, buffer.baseAddress, Int32(clamping: buffer.count)))
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        guard let tls else {
            return outcome(send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)))
        }
        return outcome(tls, SSL_write(tls, bytes.baseAddress, Int32(clamping: bytes.count)))
    }

    /// Writes all of `bytes`, waiting where it must.
    func writeAll(_ bytes: UnsafeRawBufferPointer) throws(WireFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch write(UnsafeRawBufferPointer(rebasing: rest)) {
            case .moved(let count): rest = rest.dropFirst(count)
            case .wouldBlock: Socket.wait(descriptor, writable: true, until: nil)
            case .ended: throw WireFailure("the peer closed the connection")
            }
        }
    }

    private func outcome(_ count: Int) -> Outcome {
        if count > 0 { return .moved(count) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? .wouldBlock : .ended
    }

    private func outcome(_ tls: OpaquePointer, _ count: Int32) -> Outcome {
        if count > 0 { return .moved(Int(count)) }
        let error = SSL_get_error(tls, count)
        return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? .wouldBlock : .ended
    }

    /// Never written after it is made.
    private nonisolated(unsafe) static let context: OpaquePointer? = {
        let context = SSL_CTX_new(TLS_client_method())
        // A write may go on from another address of the buffer: the macro SSL_CTX_set_mode.
        let mode = SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
        SSL_CTX_ctrl(context, SSL_CTRL_MODE, Int(mode), nil)
        return context
    }()
}
