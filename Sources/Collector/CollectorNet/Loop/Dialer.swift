internal import CollectorAPI

/// Makes connections to names.
enum Dialer {
    /// Connects to `host` at `port` on `loop`, trying its addresses one after the other, each for at most `timeout`.
    ///
    /// The connection belongs to `loop`: use it there only. It reads nothing until it has a handler and
    /// `resumeReading()` is called.
    ///
    /// - Throws: the failure of the last address; of kind `cancelled` when the task was cancelled.
    static func connect(
        _ host: String,
        port: Int,
        on loop: EventLoop,
        timeout: Duration?
    ) async throws(NetError) -> TCPConnection {
        let addresses = try await Resolver.resolve(host, port: port, on: loop)
        var failure = NetError(.unresolved, "resolve \(host): it has no address")
        for address in addresses {
            do throws(NetError) {
                return try await connect(to: address, on: loop, timeout: timeout)
            } catch {
                guard error.kind != .cancelled else { throw error }
                failure = error
            }
        }
        throw failure
    }

    /// Connects to `address` on `loop`.
    static func connect(
        to address: SocketAddress,
        on loop: EventLoop,
        timeout: Duration?
    ) async throws(NetError) -> TCPConnection {
        let pending = Lock<TCPConnectAttempt?>(nil)
        let result: Result<TCPConnection, NetError> = await loop.run {
            await withTaskCancellationHandler {
                await withUnsafeContinuation { continuation in
                    let attempt = TCPConnection.connect(to: address, on: loop, timeout: timeout) {
                        continuation.resume(returning: $0)
                    }
                    pending.withLock { $0 = attempt }
                    if Task.isCancelled { attempt.cancel() }
                }
            } onCancel: {
                loop.execute { pending.withLock { $0 }?.cancel() }
            }
        }
        return try result.get()
    }
}
