internal import CLibUV

/// A connection being made.
final class TCPConnectAttempt: @unchecked Sendable {
    // Sendable because it is used on its loop only.
    private let connection: TCPConnection
    private let address: SocketAddress
    private let timeout: Duration?
    private let request: UnsafeMutablePointer<uv_connect_t>
    private var completion: ((Result<TCPConnection, NetError>) -> Void)?
    private var timer: LoopTimer?

    init(
        _ connection: TCPConnection,
        _ address: SocketAddress,
        _ timeout: Duration?,
        _ completion: @escaping (Result<TCPConnection, NetError>) -> Void
    ) {
        self.connection = connection
        self.address = address
        self.timeout = timeout
        self.completion = completion
        request = .allocate(capacity: 1)
    }

    deinit {
        request.deallocate()
    }

    func start() {
        let retained = Unmanaged.passRetained(self)
        request.pointee.data = retained.toOpaque()
        let code = connection.startConnecting(request, to: address) { request, status in
            guard let data = request?.pointee.data else { return }
            Unmanaged<TCPConnectAttempt>.fromOpaque(data).takeRetainedValue().finish(status)
        }
        guard code == 0 else {
            retained.release()
            return connection.loop.execute { self.finish(code) }
        }
        guard let timeout else { return }
        let timer = LoopTimer(connection.loop) { [unowned self] in
            give(.failure(NetError(.timedOut, "connect to \(address): no answer within \(timeout.goText)")))
        }
        self.timer = timer
        timer.start(after: timeout)
    }

    /// Gives up, if the attempt is still going on; the completion is called with an error of kind `cancelled`.
    func cancel() {
        connection.loop.assertOnLoop()
        give(.failure(NetError(.cancelled, "connect to \(address): cancelled")))
    }

    private func finish(_ status: Int32) {
        guard status == 0 else { return give(.failure(NetError(uv: status, "connect to \(address)"))) }
        connection.setOptions()
        give(.success(connection))
    }

    private func give(_ result: Result<TCPConnection, NetError>) {
        timer?.close()
        timer = nil
        guard let completion else { return }
        self.completion = nil
        // Closing makes libuv end the request with an error, which finds no completion any more.
        if case .failure = result { connection.close() }
        completion(result)
    }
}
