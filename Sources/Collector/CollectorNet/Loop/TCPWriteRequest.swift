internal import CLibUV
internal import Pdata

/// Slices on their way out; keeps them and itself alive until the system has taken them.
final class TCPWriteRequest {
    /// What a request takes beside the bytes that it sends: objects and the allocator's headers around them.
    private static let overhead = 384

    /// What the request counts for in what its connection has queued: many small ones take more than their bytes.
    let cost: Int
    private let connection: TCPConnection
    private let slices: [Bytes]
    private let request: UnsafeMutablePointer<uv_write_t>

    init(_ connection: TCPConnection, _ slices: [Bytes]) {
        self.connection = connection
        self.slices = slices
        cost = slices.reduce(Self.overhead) { $0 &+ $1.count }
        request = .allocate(capacity: 1)
    }

    deinit {
        request.deallocate()
    }

    func start(_ stream: UnsafeMutablePointer<uv_stream_t>, _ buffers: UnsafeMutableBufferPointer<uv_buf_t>) -> Int32 {
        let retained = Unmanaged.passRetained(self)
        request.pointee.data = retained.toOpaque()
        let code = uv_write(request, stream, buffers.baseAddress, UInt32(buffers.count)) { request, status in
            guard let data = request?.pointee.data else { return }
            let request = Unmanaged<TCPWriteRequest>.fromOpaque(data).takeRetainedValue()
            request.connection.didWrite(request.cost, status)
        }
        if code != 0 { retained.release() }
        return code
    }
}
