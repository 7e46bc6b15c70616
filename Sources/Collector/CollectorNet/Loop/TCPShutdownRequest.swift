internal import CLibUV

/// The end of this side, after all that was queued.
final class TCPShutdownRequest {
    private let connection: TCPConnection
    private let request: UnsafeMutablePointer<uv_shutdown_t>

    init(_ connection: TCPConnection) {
        self.connection = connection
        request = .allocate(capacity: 1)
    }

    deinit {
        request.deallocate()
    }

    func start(_ stream: UnsafeMutablePointer<uv_stream_t>) -> Int32 {
        let retained = Unmanaged.passRetained(self)
        request.pointee.data = retained.toOpaque()
        let code = uv_shutdown(request, stream) { request, status in
            guard let data = request?.pointee.data else { return }
            Unmanaged<TCPShutdownRequest>.fromOpaque(data).takeRetainedValue().connection.didShutDown(status)
        }
        if code != 0 { retained.release() }
        return code
    }
}
