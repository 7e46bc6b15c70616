internal import CLibUV
internal import Glibc

extension TCPConnection {
    /// The peer's address; nil when the socket is no longer connected.
    var peerAddress: SocketAddress? { address(uv_tcp_getpeername) }

    /// This side's address; nil when the socket is no longer connected.
    var localAddress: SocketAddress? { address(uv_tcp_getsockname) }

    private func address(
        _ read: (UnsafePointer<uv_tcp_t>, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<Int32>) -> Int32
    ) -> SocketAddress? {
        guard family != .unix, hasSocket else { return nil }
        var storage = sockaddr_storage()
        return withUnsafeMutableBytes(of: &storage) { bytes in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return nil }
            var length = Int32(bytes.count)
            guard read(UnsafePointer(tcp), base, &length) == 0 else { return nil }
            return SocketAddress(base)
        }
    }

    func setOptions() {
        guard family != .unix else { return }
        uv_tcp_nodelay(tcp, 1)
        // A peer that vanished without a word is found out by the system.
        uv_tcp_keepalive(tcp, 1, 60)
    }

    func startConnecting(
        _ request: UnsafeMutablePointer<uv_connect_t>,
        to address: SocketAddress,
        _ callback: @escaping uv_connect_cb
    ) -> Int32 {
        guard address.family != .unix else {
            uv_pipe_connect(request, pipe, address.host, callback)
            return 0
        }
        return address.withSockAddr { pointer, _ in uv_tcp_connect(request, tcp, pointer, callback) }
    }
}
