internal import CLibUV
internal import CollectorConfig
internal import Glibc
internal import Pdata
internal import Synchronization

/// What a connection tells its user; always on the connection's loop.
protocol TCPHandler: AnyObject {
    /// Bytes came; they are gone when this returns.
    func received(_ bytes: UnsafeRawBufferPointer)

    /// The peer will send nothing more; it may still read.
    func receivedEnd()

    /// What was queued above the high-water mark has been sent.
    func drained()

    /// The connection is gone, because of `error` unless this side closed it; called once, and never while this side is
    /// inside another call of the connection.
    func closed(_ error: NetError?)
}

/// A stream socket of one loop: TCP or unix, accepted or connected. Used on its loop only.
///
/// The system's handle keeps the connection alive until it is closed, and the connection keeps its handler alive until
/// then. Nothing is freed, and no handler is told of the end, inside a call that the handler makes.
final class TCPConnection: @unchecked Sendable {
    // Sendable because it is used on its loop only, which debug builds assert.

    private enum State {
        case open
        /// Sends what is queued, then ends; what comes in is dropped.
        case finishing
        case closing
        case closed
    }

    /// The number of queued bytes from which on a writer should wait for `drained`.
    static let highWater = 256 * 1024

    /// How long a peer may leave queued bytes untouched.
    static let defaultWriteTimeout = Duration.seconds(30)

    /// How long, and for how many bytes, a finished connection waits for the peer to end its side: closing with unread
    /// bytes would reset the connection, and could overtake the answer.
    private static let lingerTime = Duration.seconds(2)
    private static let lingerBytes = 4 * 1024 * 1024

    /// The loop that the connection lives on.
    let loop: EventLoop

    /// Who is told what happens.
    var handler: (any TCPHandler)?

    /// How long a peer may leave queued bytes untouched; nil for ever.
    var writeTimeout: Duration? = TCPConnection.defaultWriteTimeout

    /// The most bytes that one read may bring; what is kept of a read beyond its use is thereby bounded.
    var readLimit = EventLoop.readBufferSize

    /// The number of bytes that were written but not yet taken by the system.
    var queued: Int { pending + (tls?.waitingCount ?? 0) }

    /// The encryption of what is sent, over that of the way to a proxy if it has one; nil for none.
    private(set) var tls: TLSSession?

    private let stream: UnsafeMutablePointer<uv_stream_t>
    let family: SocketAddress.Family
    private var state = State.open
    private var pending = 0
    private var isCounted = false
    private var isReading = false
    private var sawEnd = false
    private var wantsDrained = false
    private var dropped = 0
    private var untouched = 0
    private var writesDone = 0
    private var seen = (writesDone: 0, left: 0)
    private var timer: LoopTimer?
    private var returned: (bytes: Bytes, layer: TLSSession?)?
    private var failure: NetError?

    /// A connection over a new handle, not yet connected.
    private init(_ loop: EventLoop, family: SocketAddress.Family) {
        loop.assertOnLoop()
        self.loop = loop
        self.family = family
        if family == .unix {
            let pipe = UnsafeMutablePointer<uv_pipe_t>.allocate(capacity: 1)
            uv_pipe_init(loop.uv, pipe, 0)
            stream = UnsafeMutableRawPointer(pipe).assumingMemoryBound(to: uv_stream_t.self)
        } else {
            let tcp = UnsafeMutablePointer<uv_tcp_t>.allocate(capacity: 1)
            uv_tcp_init(loop.uv, tcp)
            stream = UnsafeMutableRawPointer(tcp).assumingMemoryBound(to: uv_stream_t.self)
        }
        stream.pointee.data = Unmanaged.passRetained(self).toOpaque()
    }

    deinit {
        UnsafeMutableRawPointer(stream).deallocate()
    }

    /// Takes over the accepted socket `descriptor`, and closes it when that fails; the caller has counted the connection
    /// in the loop's load.
    static func adopt(
        _ descriptor: Int32,
        family: SocketAddress.Family,
        on loop: EventLoop
    ) throws(NetError) -> TCPConnection {
        let connection = TCPConnection(loop, family: family)
        connection.isCounted = true
        let code =
            family == .unix
            ? uv_pipe_open(connection.pipe, descriptor) : uv_tcp_open(connection.tcp, descriptor)
        guard code == 0 else {
            Glibc.close(descriptor)
            connection.close()
            throw NetError(uv: code, "take over an accepted socket")
        }
        connection.setOptions()
        return connection
    }

    /// Connects to `address`, and calls `completion` on `loop`, where this must be called; never before this returns.
    ///
    /// The connection reads nothing until it has a handler and ``resumeReading()`` is called.
    static func connect(
        to address: SocketAddress,
        on loop: EventLoop,
        timeout: Duration?,
        completion: @escaping (Result<TCPConnection, NetError>) -> Void
    ) -> TCPConnectAttempt {
        let connection = TCPConnection(loop, family: address.family)
        let attempt = TCPConnectAttempt(connection, address, timeout, completion)
        attempt.start()
        return attempt
    }

    // MARK: Reading

    /// Whether the system's socket is there still.
    var hasSocket: Bool { state == .open || state == .finishing }

    /// Whether bytes may still be written, and the handler will be told of the end.
    var isOpen: Bool { state == .open }

    /// Delivers what comes in to the handler, from the loop's next turn on.
    func resumeReading() {
        loop.assertOnLoop()
        if returned != nil { loop.execute { self.deliverReturned() } }
        if let tls, tls.hasEarly { loop.execute { self.tls?.deliverEarly() } }
        guard !isReading, !sawEnd, hasSocket else { return }
        let code = uv_read_start(
            stream,
            { handle, _, buffer in
                guard let connection = TCPConnection.of(handle.flatMap { UnsafeRawPointer($0) }) else { return }
                buffer?.pointee = uv_buf_t(
                    base: connection.loop.readBuffer.baseAddress?.assumingMemoryBound(to: CChar.self),
                    len: min(connection.loop.readBuffer.count, connection.readLimit)
                )
            },
            { stream, count, _ in
                TCPConnection.of(stream.flatMap { UnsafeRawPointer($0) })?.didRead(count)
            }
        )
        guard code == 0 else { return fail(NetError(uv: code, "read")) }
        isReading = true
    }

    /// Keeps `bytes`, which came and are none of the current handler's, for the next one.
    func putBack(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 0 else { return }
        returned = (Bytes(copying: bytes), tls)
    }

    private func deliverReturned() {
        guard state == .open, let (bytes, layer) = returned.take() else { return }
        bytes.withUnsafeBytes { pass($0, above: layer) }
    }

    /// Gives `bytes`, which came out of `layer` or the socket, to the encryption above it, or else to the handler.
    func pass(_ bytes: UnsafeRawBufferPointer, above layer: TLSSession?) {
        guard let tls, tls !== layer else { return handler?.received(bytes) ?? () }
        (layer == nil ? tls.lowest : tls).received(bytes)
    }

    /// Leaves what comes in to the system, which in the end holds back the peer.
    func pauseReading() {
        loop.assertOnLoop()
        guard isReading else { return }
        isReading = false
        uv_read_stop(stream)
    }

    private func didRead(_ count: Int) {
        guard count != 0 else { return }
        // Its own turn comes later than this read where the peer was quick.
        deliverReturned()
        guard count > 0 else {
            guard count == Int(UV_EOF.rawValue) else { return fail(NetError(uv: Int32(count), "read")) }
            pauseReading()
            sawEnd = true
            if state == .open, let tls { return tls.lowest.receivedEnd() }
            if state == .open { return handler?.receivedEnd() ?? () }
            if state == .finishing, queued == 0 { close() }
            return
        }
        if state == .open {
            pass(UnsafeRawBufferPointer(start: loop.readBuffer.baseAddress, count: count), above: nil)
        } else if state == .finishing {
            dropped += count
            if dropped > Self.lingerBytes, queued == 0 { close() }
        }
    }

    // MARK: Writing

    /// Whether a writer may go on: less than the high-water mark is queued. When not, `drained` will be called.
    var isWritable: Bool {
        guard queued >= Self.highWater else { return true }
        wantsDrained = true
        return false
    }

    /// Whether the system has taken all that was written. When not, `drained` will be called.
    var isFlushed: Bool {
        guard queued > 0 else { return true }
        wantsDrained = true
        return false
    }

    /// Whether bytes wait for the peer that waited at the last call already, and it has taken none since.
    func isStalled() -> Bool {
        let left = queued == 0 ? 0 : uv_stream_get_write_queue_size(stream) &+ (tls?.waitingCount ?? 0)
        defer { seen = (writesDone, left) }
        return left > 0 && seen.left > 0 && left >= seen.left && writesDone == seen.writesDone
    }

    /// Sends a copy of `bytes`; what the system does not take at once is queued.
    func write(copying bytes: UnsafeRawBufferPointer) {
        loop.assertOnLoop()
        guard state == .open, bytes.count > 0 else { return }
        guard let tls else { return send(encrypted: bytes) }
        tls.write(copying: bytes)
    }

    /// Sends a copy of `bytes` as they are.
    func send(encrypted bytes: UnsafeRawBufferPointer) {
        guard state == .open else { return }
        var sent = 0
        if pending == 0 {
            guard let count = send(Int32(1), { $0[0] = TCPBuffers.buffer(bytes) }) else { return }
            sent = count
        }
        guard sent < bytes.count else { return }
        queue([Bytes(copying: UnsafeRawBufferPointer(rebasing: bytes[sent...]))])
    }

    /// Sends `slices` without copying; what the system does not take at once is queued.
    func write(_ slices: [Bytes]) {
        loop.assertOnLoop()
        let total = slices.reduce(0) { $0 &+ $1.count }
        guard state == .open, total > 0 else { return }
        if let tls { return tls.write(slices) }
        var sent = 0
        if pending == 0 {
            guard let count = send(Int32(slices.count), { TCPBuffers.fill($0, slices) }) else { return }
            sent = count
        }
        guard sent < total else { return }
        queue(TCPBuffers.rest(of: slices, after: sent))
    }

    /// Sends what the system takes without waiting; nil when the connection failed.
    private func send(_ count: Int32, _ fill: (UnsafeMutableBufferPointer<uv_buf_t>) -> Void) -> Int? {
        let sent = withUnsafeTemporaryAllocation(of: uv_buf_t.self, capacity: Int(count)) { buffers in
            fill(buffers)
            return uv_try_write(stream, buffers.baseAddress, UInt32(count))
        }
        if sent >= 0 { return Int(sent) }
        if sent == UV_EAGAIN.rawValue { return 0 }
        fail(NetError(uv: sent, "write"))
        return nil
    }

    private func queue(_ slices: [Bytes]) {
        let request = TCPWriteRequest(self, slices)
        pending += request.cost
        let code = withUnsafeTemporaryAllocation(of: uv_buf_t.self, capacity: slices.count) { buffers in
            TCPBuffers.fill(buffers, slices)
            return request.start(stream, buffers)
        }
        guard code == 0 else {
            pending -= request.cost
            return fail(NetError(uv: code, "write"))
        }
        watchWrites()
    }

    func didWrite(_ count: Int, _ code: Int32) {
        pending -= count
        writesDone &+= 1
        guard hasSocket else { return }
        guard code == 0 else { return fail(NetError(uv: code, "write")) }
        if state == .open, pending < Self.highWater / 4 { tls?.continueWriting() }
        if queued == 0, state == .open { timer?.stop() }
        guard wantsDrained, queued < Self.highWater / 4 else { return }
        wantsDrained = false
        if state == .open { handler?.drained() }
    }

    // MARK: Ending

    /// Closes the connection now; what is queued is lost.
    func close() {
        close(nil)
    }

    /// Sends what is queued, ends this side, waits shortly for the peer to end the other, and closes.
    ///
    /// The handler hears nothing more but `closed`.
    func finish() {
        loop.assertOnLoop()
        guard state == .open else { return }
        tls?.finishWriting()
        endWriting()
    }

    /// Closes because of `error`; when `lingering`, what is queued is sent before, so that the peer learns why.
    func fail(_ error: NetError, lingering: Bool) {
        guard lingering, state == .open, !sawEnd else { return fail(error) }
        failure = error
        endWriting()
    }

    private func endWriting() {
        guard state == .open else { return }
        state = .finishing
        let request = TCPShutdownRequest(self)
        let code = request.start(stream)
        guard code == 0 else { return fail(NetError(uv: code, "end")) }
        watchWrites()
        resumeReading()
    }

    func didShutDown(_ code: Int32) {
        guard state == .finishing else { return }
        guard code == 0, !sawEnd, dropped <= Self.lingerBytes else { return close() }
        setTimer(Self.lingerTime)
    }

    private func fail(_ error: NetError) {
        close(error)
    }

    private func close(_ error: NetError?) {
        loop.assertOnLoop()
        guard hasSocket else { return }
        // The peer learns that nothing was cut off, if it can be said without waiting.
        if error == nil, state == .open, queued == 0 { tls?.finishWriting() }
        guard hasSocket else { return }
        state = .closing
        isReading = false
        failure = failure ?? error
        timer?.close()
        timer = nil
        uv_close(UnsafeMutableRawPointer(stream).assumingMemoryBound(to: uv_handle_t.self)) { handle in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<TCPConnection>.fromOpaque(data).takeRetainedValue().didClose()
        }
    }

    private func didClose() {
        state = .closed
        if isCounted { loop.load.subtract(1, ordering: .relaxed) }
        let handler = handler
        self.handler = nil
        tls?.closed(failure)
        handler?.closed(failure)
    }

    // MARK: TLS

    /// Encrypts from now on, by `session`, which lies over the encryption that there was; nothing may have been sent or
    /// received before but to that.
    func secure(by session: TLSSession) {
        loop.assertOnLoop()
        tls = session
    }

    /// Whether the system takes more of what is encrypted.
    var hasRoom: Bool { pending < Self.highWater }

    /// The peer has said that it sends nothing more.
    func peerEnded() {
        pauseReading()
        sawEnd = true
        if state == .open { handler?.receivedEnd() }
    }

    // MARK: Time

    private func watchWrites() {
        guard let writeTimeout, pending > 0 else { return }
        untouched = uv_stream_get_write_queue_size(stream)
        setTimer(writeTimeout)
    }

    private func setTimer(_ delay: Duration) {
        let timer = timer ?? LoopTimer(loop) { [unowned self] in timeOut() }
        self.timer = timer
        timer.start(after: delay)
    }

    private func timeOut() {
        guard queued > 0 else { return state == .finishing ? close() : () }
        let left = uv_stream_get_write_queue_size(stream)
        guard left < untouched else {
            return fail(NetError(.timedOut, "write: the peer took nothing in time"))
        }
        watchWrites()
    }

    // MARK: Handles

    var tcp: UnsafeMutablePointer<uv_tcp_t> {
        UnsafeMutableRawPointer(stream).assumingMemoryBound(to: uv_tcp_t.self)
    }

    var pipe: UnsafeMutablePointer<uv_pipe_t> {
        UnsafeMutableRawPointer(stream).assumingMemoryBound(to: uv_pipe_t.self)
    }

    private static func of(_ handle: UnsafeRawPointer?) -> TCPConnection? {
        guard let data = handle?.assumingMemoryBound(to: uv_handle_t.self).pointee.data else { return nil }
        return Unmanaged<TCPConnection>.fromOpaque(data).takeUnretainedValue()
    }
}
