internal import Foundation
internal import Glibc

/// A backend that takes OTLP over gRPC and finds each item again, on a port of its own.
public final class Sink: @unchecked Sendable {
    // Sendable because everything mutable is guarded by `lock`.

    /// The port.
    public let port: UInt16

    private let listener: Int32
    private let backend: SinkBackend
    private let lock = NSLock()
    private var connections: [ObjectIdentifier: SinkConnection] = [:]
    private var isStopped = false
    private let threads = DispatchGroup()

    /// A backend that listens, and notes in `ledger` what arrives.
    public init(_ settings: SinkSettings, ledger: Ledger) throws {
        backend = SinkBackend(settings, ledger)
        (listener, port) = try Socket.listen()
        threads.enter()
        Thread.detachNewThread { [self] in
            while let descriptor = Socket.accept(listener) { serve(descriptor) }
            threads.leave()
        }
    }

    /// What arrived so far.
    public var counts: SinkCounts { backend.current }

    /// Forgets what arrived so far.
    public func resetCounts() {
        backend.reset()
    }

    /// Ends every connection, and returns when all threads have ended.
    public func stop() {
        let open = lock.withLock {
            isStopped = true
            return Array(connections.values)
        }
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in open { connection.stop() }
        threads.wait()
        close(listener)
    }

    private func serve(_ descriptor: Int32) {
        guard let transport = try? Transport(descriptor, tls: nil) else { return }
        let connection = SinkConnection(transport, backend)
        let isStopped = lock.withLock {
            connections[ObjectIdentifier(connection)] = connection
            return self.isStopped
        }
        if isStopped { connection.stop() }
        threads.enter()
        Thread.detachNewThread { [self] in
            connection.run()
            lock.withLock { connections[ObjectIdentifier(connection)] = nil }
            threads.leave()
        }
    }
}
