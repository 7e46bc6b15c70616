internal import CLibUV
internal import CollectorAPI
internal import Glibc

/// A listening socket, whose connections go to the loop with the fewest.
///
/// The socket is alone at its address (no SO_REUSEPORT): a port in use is an error at start.
final class Listener: @unchecked Sendable {
    // Sendable because the poll handle and timer are used on `loop` only, and the rest is immutable.

    /// What the system may hold of connections that are not accepted yet.
    private static let backlog: Int32 = 1024

    /// How many connections one turn of the loop accepts.
    private static let burst = 64

    /// How long accepting pauses when the system has nothing left to accept with.
    private static let pause = Duration.milliseconds(200)

    /// The address that clients reach, its port known also where 0 was asked for.
    let address: SocketAddress

    private let loop: EventLoop
    private let descriptor: Int32
    private let logger: Logger
    private let accepted: @Sendable (TCPConnection) -> Void
    private let poll: UnsafeMutablePointer<uv_poll_t>
    private var pauseTimer: LoopTimer?
    private var isOpen = false
    private var closed: (() -> Void)?

    private init(
        _ descriptor: Int32,
        _ address: SocketAddress,
        _ loop: EventLoop,
        _ logger: Logger,
        _ accepted: @escaping @Sendable (TCPConnection) -> Void
    ) {
        self.descriptor = descriptor
        self.address = address
        self.loop = loop
        self.logger = logger
        self.accepted = accepted
        poll = .allocate(capacity: 1)
    }

    deinit {
        poll.deallocate()
    }

    /// Listens at `endpoint`, and calls `accepted` for each connection, on the connection's loop.
    ///
    /// `transport` is `tcp`, `tcp4`, `tcp6` or `unix`.
    static func start(
        _ endpoint: String,
        transport: String,
        logger: Logger,
        accepted: @escaping @Sendable (TCPConnection) -> Void
    ) async throws(NetError) -> Listener {
        let loop = LoopGroup.shared.next()
        let candidates = try await ListenAddress.candidates(endpoint, transport: transport, on: loop)
        var failure = NetError(.invalidAddress, "listen on \(endpoint): no address to listen on")
        for candidate in candidates {
            do throws(NetError) {
                let descriptor = try ListenSocket.open(
                    candidate,
                    backlog: backlog,
                    endpoint: endpoint,
                    isDual: transport != "tcp6"
                )
                let address = ListenSocket.boundAddress(descriptor) ?? candidate
                let listener = Listener(descriptor, address, loop, logger, accepted)
                try await listener.startAccepting()
                return listener
            } catch {
                guard error.kind != .addressInUse else { throw error }
                failure = error
            }
        }
        throw failure
    }

    /// Stops listening; returns when the address is free again.
    func close() async {
        await loop.run {
            await withUnsafeContinuation { continuation in
                self.close { continuation.resume() }
            }
        }
    }

    private func startAccepting() async throws(NetError) {
        let code = await loop.run { self.open() }
        guard code == 0 else {
            Glibc.close(descriptor)
            throw NetError(uv: code, "listen on \(address)")
        }
    }

    private func open() -> Int32 {
        let code = uv_poll_init(loop.uv, poll, descriptor)
        guard code == 0 else { return code }
        poll.pointee.data = Unmanaged.passRetained(self).toOpaque()
        isOpen = true
        resume()
        return 0
    }

    private func resume() {
        guard isOpen else { return }
        uv_poll_start(poll, Int32(UV_READABLE.rawValue)) { handle, _, _ in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<Listener>.fromOpaque(data).takeUnretainedValue().acceptBurst()
        }
    }

    private func close(_ completion: @escaping () -> Void) {
        guard isOpen else { return completion() }
        isOpen = false
        closed = completion
        pauseTimer?.close()
        pauseTimer = nil
        uv_close(UnsafeMutableRawPointer(poll).assumingMemoryBound(to: uv_handle_t.self)) { handle in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<Listener>.fromOpaque(data).takeRetainedValue().didClose()
        }
    }

    private func didClose() {
        Glibc.close(descriptor)
        if address.family == .unix, !address.host.hasPrefix("@") { unlink(address.host) }
        closed?()
        closed = nil
    }

    private func acceptBurst() {
        // Asked before: a client that waits to be accepted is served later, where a closed one would see a reset.
        guard DescriptorReserve.room(beside: descriptor) != .none else { return pauseAccepting(EMFILE) }
        for _ in 0..<Self.burst {
            let socket = accept(descriptor, nil, nil)
            guard socket >= 0 else {
                let code = errno
                switch code {
                case EAGAIN: return
                case EINTR, ECONNABORTED, EPROTO: continue
                default: return pauseAccepting(code)
                }
            }
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            hand(socket)
            guard DescriptorReserve.room(above: socket) == .plenty else { return pauseAccepting(EMFILE) }
        }
    }

    private func hand(_ socket: Int32) {
        let target = LoopGroup.shared.leastLoaded
        let family = address.family
        let accepted = accepted
        target.load.add(1, ordering: .relaxed)
        let adopt: @Sendable () -> Void = {
            guard let connection = try? TCPConnection.adopt(socket, family: family, on: target) else { return }
            accepted(connection)
        }
        guard target !== loop else { return adopt() }
        target.execute(adopt)
    }

    private func pauseAccepting(_ code: Int32) {
        let error = NetError(errno: code, "accept a connection on \(address)")
        if code == EMFILE || code == ENFILE {
            DescriptorRelief.shared.begin(error, logger)
        } else {
            logger.warn("Connections wait to be accepted", [LogField("error", .string(error.description))])
        }
        uv_poll_stop(poll)
        let timer = pauseTimer ?? LoopTimer(loop) { [unowned self] in resume() }
        pauseTimer = timer
        timer.start(after: Self.pause)
    }
}
