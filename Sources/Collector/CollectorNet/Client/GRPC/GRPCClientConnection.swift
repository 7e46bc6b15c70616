internal import CNGHTTP2
internal import CollectorAPI
internal import Pdata

/// A client's side of one HTTP/2 connection: nghttp2's session over a socket, carrying unary calls.
///
/// The callbacks only note and submit; what there is to send is written once after a read, and once a turn for the
/// calls begun in it. The session is freed with the connection object, never in a callback.
final class GRPCClientConnection: TCPHandler, @unchecked Sendable {
    // Sendable because it is used on its loop only.

    /// How long a peer that let a call's deadline pass has to answer a ping.
    private static let pingTime = Duration.seconds(10)

    private static let headerListSize: UInt32 = 64 * 1024

    private let tcp: TCPConnection
    private let owner: GRPCSubchannel
    private var keepalive: GRPCClientKeepalive?
    private var session: OpaquePointer?
    private var outbox: HTTP2Outbox
    private var calls: ContiguousArray<GRPCCall?> = []
    private var freeSlots: [Int] = []
    private var cached: GRPCCall?
    private var isReceiving = false
    private var isPumping = false
    private var isPumpScheduled = false
    private var isClosed = false
    private var pingTimer: LoopTimer?
    private var isPinging = false

    /// The number of calls on the connection.
    private(set) var active = 0

    /// Whether the peer's settings came, so that its limits are known.
    private(set) var isReady = false

    /// Whether the peer, or this side, has said that no further calls go over the connection.
    private(set) var isDraining = false

    init(_ tcp: TCPConnection, _ owner: GRPCSubchannel, _ keepalive: GRPCClientKeepalive.Options?) {
        self.tcp = tcp
        self.owner = owner
        outbox = HTTP2Outbox(tcp)
        self.keepalive = keepalive.map { GRPCClientKeepalive($0, tcp.loop, self) }
    }

    deinit {
        if let session { nghttp2_session_del(session) }
    }

    /// Sends the preface, and begins to read.
    func start() {
        var options: OpaquePointer?
        nghttp2_option_new(&options)
        nghttp2_option_set_no_closed_streams(options, 1)
        nghttp2_session_client_new2(
            &session,
            GRPCClientCallbacks.all,
            Unmanaged.passUnretained(self).toOpaque(),
            options
        )
        nghttp2_option_del(options)
        guard session != nil else { return tcp.close() }
        let settings = [
            nghttp2_settings_entry(settings_id: Int32(NGHTTP2_SETTINGS_ENABLE_PUSH.rawValue), value: 0),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE.rawValue),
                value: Self.headerListSize
            ),
        ]
        nghttp2_submit_settings(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), settings, settings.count)
        tcp.handler = self
        tcp.resumeReading()
        pump()
    }

    // MARK: Calls

    /// Whether another call may begin now.
    var hasRoom: Bool {
        guard let session, isReady, !isDraining, !isClosed else { return false }
        let most = nghttp2_session_get_remote_settings(session, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS)
        return active < Int(most)
    }

    /// Begins `call`; false when the connection can take no more calls ever.
    func begin(_ call: GRPCCall) -> Bool {
        guard let session, !isClosed, !isDraining else { return false }
        let slot = freeSlots.popLast() ?? calls.count
        var provider = nghttp2_data_provider()
        provider.read_callback = GRPCClientCallbacks.readBody
        let id = call.fields.withFields { fields, count in
            withUnsafePointer(to: &provider) { provider in
                nghttp2_submit_request(
                    session,
                    nil,
                    fields,
                    count,
                    provider,
                    UnsafeMutableRawPointer(bitPattern: slot + 1)
                )
            }
        }
        guard id > 0 else {
            // No stream id is left, after a thousand million calls: a new connection has them all.
            freeSlots.append(slot)
            if slot == calls.count { calls.append(nil) }
            drain()
            owner.draining(self)
            return false
        }
        if slot == calls.count { calls.append(call) } else { calls[slot] = call }
        call.connection = self
        call.slot = slot
        call.streamID = id
        active += 1
        keepalive?.callBegan()
        schedulePump()
        return true
    }

    /// Ends `call`, which is on this connection, with `status`.
    func abort(_ call: GRPCCall, _ status: GRPCStatus) {
        call.finish(.failure(status))
        reset(call, NGHTTP2_CANCEL.rawValue)
        schedulePump()
    }

    /// Ends the calls whose deadline is not after `now`; returns the earliest deadline of the others.
    func expire(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        var earliest: ContinuousClock.Instant?
        var expired = false
        for call in calls {
            guard let call, !call.isDone, let deadline = call.deadline else { continue }
            guard deadline > now else {
                expired = true
                abort(call, .deadlineExceeded)
                continue
            }
            earliest = min(earliest ?? deadline, deadline)
        }
        if expired { checkPeer() }
        return earliest
    }

    /// Takes no further calls, and closes once those on the way are over.
    func drain() {
        guard !isDraining else { return }
        isDraining = true
        schedulePump()
    }

    /// Ends every call with `status`, and the connection.
    func shutdown(_ status: GRPCStatus) {
        isDraining = true
        for call in calls { call?.finish(.failure(status)) }
        if let session { nghttp2_session_terminate_session(session, NGHTTP2_NO_ERROR.rawValue) }
        pump()
        // Nothing is awaited any more, so a silent peer must not hold up whoever shuts down.
        tcp.close()
    }

    private func reset(_ call: GRPCCall, _ code: UInt32) {
        guard let session, call.streamID > 0 else { return }
        nghttp2_submit_rst_stream(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), call.streamID, code)
    }

    /// Finds out whether the peer is still there, after it let a deadline pass.
    func checkPeer(within time: Duration = pingTime) {
        guard let session, !isPinging, !isClosed else { return }
        isPinging = true
        nghttp2_submit_ping(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), nil)
        let timer = pingTimer ?? LoopTimer(tcp.loop) { [unowned self] in tcp.close() }
        pingTimer = timer
        timer.start(after: time)
        schedulePump()
    }

    // MARK: The socket

    func received(_ bytes: UnsafeRawBufferPointer) {
        guard let session, !isClosed else { return }
        keepalive?.read()
        if isPinging {
            // Any byte is a sign of life.
            isPinging = false
            pingTimer?.stop()
        }
        isReceiving = true
        let count = nghttp2_session_mem_recv(
            session,
            bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
            bytes.count
        )
        isReceiving = false
        guard count >= 0 else { return tcp.close() }
        owner.continueWaiting()
        pump()
    }

    func receivedEnd() {
        tcp.close()
    }

    func drained() {
        pump()
    }

    func closed(_ error: NetError?) {
        isClosed = true
        isDraining = true
        pingTimer?.close()
        pingTimer = nil
        keepalive?.close()
        cached = nil
        let open = calls.compactMap { $0 }
        for call in open { call.connection = nil }
        calls = []
        freeSlots = []
        active = 0
        let reason =
            error?.description
            ?? (isPinging
                ? "keepalive ping failed to receive ACK within timeout" : "the server closed the connection")
        owner.closed(self, open, GRPCStatus(.unavailable, "error reading from server: \(reason)"))
    }

    /// Writes what there is to send, as far as the socket takes it.
    private func pump() {
        guard let session, !isClosed, !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        while tcp.isOpen, tcp.isWritable {
            var chunk: UnsafePointer<UInt8>?
            let count = nghttp2_session_mem_send(session, &chunk)
            guard count >= 0 else { return tcp.close() }
            if count > 0, let chunk { outbox.gather(UnsafeRawBufferPointer(start: chunk, count: count)) }
            let isFull = outbox.isFull
            if isFull || count == 0 { outbox.flush() }
            // Nothing came, and nothing was held back by a full outbox: all is written.
            if count == 0, !isFull { break }
        }
        closeIfDone()
    }

    /// Writes what there is to send in the loop's next turn, once for all calls begun until then.
    private func schedulePump() {
        guard !isReceiving, !isPumping, !isPumpScheduled, !isClosed else { return }
        isPumpScheduled = true
        tcp.loop.execute {
            self.isPumpScheduled = false
            self.pump()
        }
    }

    private func closeIfDone() {
        guard let session, tcp.isOpen else { return }
        let isOver = nghttp2_session_want_read(session) == 0 && nghttp2_session_want_write(session) == 0
        if isOver || isDraining && active == 0 { tcp.finish() }
    }

    // MARK: Frames

    func receivedField(_ id: Int32, _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Int32 {
        guard let call = call(id), !call.isDone else { return 0 }
        guard call.receivedField(name, value) else {
            call.finish(.failure(GRPCStatus(.internal, "the server's header fields are too many")))
            return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
        }
        return 0
    }

    func receivedData(_ id: Int32, _ bytes: UnsafeRawBufferPointer) -> Int32 {
        guard let call = call(id), !call.isDone else { return 0 }
        do throws(GRPCStatus) {
            try call.receivedData(bytes)
        } catch {
            call.finish(.failure(error))
            reset(call, NGHTTP2_CANCEL.rawValue)
        }
        return 0
    }

    func receivedFrame(_ frame: UnsafePointer<nghttp2_frame>) -> Int32 {
        switch UInt32(frame.pointee.hd.type) {
        case NGHTTP2_SETTINGS.rawValue:
            guard frame.pointee.hd.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) == 0, !isReady else { return 0 }
            isReady = true
            owner.ready(self)
        case NGHTTP2_GOAWAY.rawValue:
            if frame.pointee.goaway.error_code == NGHTTP2_ENHANCE_YOUR_CALM.rawValue,
                UnsafeRawBufferPointer(
                    start: frame.pointee.goaway.opaque_data,
                    count: frame.pointee.goaway.opaque_data_len
                ).isEqual(to: "too_many_pings")
            {
                owner.pingedTooOften()
            }
            drain()
            owner.draining(self)
        case NGHTTP2_HEADERS.rawValue, NGHTTP2_DATA.rawValue:
            guard let call = call(frame.pointee.hd.stream_id) else { return 0 }
            guard frame.pointee.hd.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0 else { return 0 }
            // An answer before the whole message was sent: the rest of it is of no use.
            if call.body.left > 0 { reset(call, NGHTTP2_CANCEL.rawValue) }
            call.finish(call.result())
        default: break
        }
        return 0
    }

    func sentFrame(_ frame: UnsafePointer<nghttp2_frame>) -> Int32 {
        guard UInt32(frame.pointee.hd.type) == NGHTTP2_HEADERS.rawValue else { return 0 }
        call(frame.pointee.hd.stream_id)?.isSent = true
        return 0
    }

    func closedStream(_ id: Int32, _ code: UInt32) -> Int32 {
        guard let call = call(id) else { return 0 }
        cached = nil
        calls[call.slot] = nil
        freeSlots.append(call.slot)
        active -= 1
        call.connection = nil
        guard !call.isDone else { return 0 }
        if code == NGHTTP2_REFUSED_STREAM.rawValue { call.isSent = false }
        owner.lost(call, GRPCStatus(resetBy: code))
        return 0
    }

    private func call(_ id: Int32) -> GRPCCall? {
        if let cached, cached.streamID == id { return cached }
        let slot = Int(bitPattern: nghttp2_session_get_stream_user_data(session, id)) - 1
        guard calls.indices.contains(slot), let call = calls[slot], call.streamID == id else { return nil }
        cached = call
        return call
    }

    // MARK: Messages

    func readBody(_ id: Int32, into target: UnsafeMutableRawBufferPointer, _ flags: inout UInt32) -> Int {
        guard let call = call(id), !call.isDone else { return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue) }
        let count = min(call.body.left, target.count)
        if count == call.body.left { flags |= NGHTTP2_DATA_FLAG_EOF.rawValue }
        guard count >= GRPCRequestBody.leastSlice else { return call.body.take(into: target) }
        flags |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue
        return count
    }

    func sendData(_ id: Int32, _ header: UnsafeRawBufferPointer, _ count: Int) -> Int32 {
        guard let call = call(id), !call.isDone else { return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue }
        // Held back: the pump writes what is gathered, and asks again.
        guard !outbox.isFull else { return NGHTTP2_ERR_WOULDBLOCK.rawValue }
        outbox.gather(header)
        call.body.take(count, into: &outbox)
        return 0
    }
}

extension GRPCStatus {
    /// The end of a call that took longer than it may.
    static var deadlineExceeded: GRPCStatus { GRPCStatus(.deadlineExceeded, "context deadline exceeded") }
}
