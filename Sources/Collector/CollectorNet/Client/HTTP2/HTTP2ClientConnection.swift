internal import CNGHTTP2
internal import CollectorAPI
internal import Pdata

/// A client's side of one HTTP/2 connection: nghttp2's session over a socket, carrying exchanges.
///
/// The callbacks only note and submit; what there is to send is written once after a read, and once a turn for the
/// exchanges begun in it. The session is freed with the connection object, never in a callback.
final class HTTP2ClientConnection: TCPHandler, @unchecked Sendable {
    // Sendable because it is used on its loop only.

    /// How long a peer that let a deadline pass has to answer a ping.
    private static let pingTime = Duration.seconds(10)

    private static let headerListSize: UInt32 = 64 * 1024

    private let tcp: TCPConnection
    private let owner: any HTTP2ClientOwner
    private var keepalive: HTTP2ClientKeepalive?
    private var session: OpaquePointer?
    private var outbox: HTTP2Outbox
    private var exchanges: ContiguousArray<(any HTTP2Exchange)?> = []
    private var freeSlots: [Int] = []
    private var cached: (any HTTP2Exchange)?
    private var isReceiving = false
    private var isPumping = false
    private var isPumpScheduled = false
    private var isClosed = false
    private var pingTimer: LoopTimer?
    private var isPinging = false

    /// The number of exchanges on the connection.
    private(set) var active = 0

    /// Whether the peer's settings came, so that its limits are known.
    private(set) var isReady = false

    /// Whether the peer, or this side, has said that no further exchanges go over the connection.
    private(set) var isDraining = false

    init(_ tcp: TCPConnection, _ owner: any HTTP2ClientOwner, _ keepalive: HTTP2ClientKeepalive.Options?) {
        self.tcp = tcp
        self.owner = owner
        outbox = HTTP2Outbox(tcp)
        self.keepalive = keepalive.map { HTTP2ClientKeepalive($0, tcp.loop, self) }
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
            HTTP2ClientCallbacks.all,
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

    // MARK: Exchanges

    /// The most exchanges that the peer takes at once.
    var capacity: Int {
        guard let session else { return 0 }
        return Int(nghttp2_session_get_remote_settings(session, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS))
    }

    /// Whether another exchange may begin now.
    var hasRoom: Bool { isReady && !isDraining && !isClosed && active < capacity }

    /// Begins `exchange`; false when the connection can take no more exchanges ever.
    func begin(_ exchange: any HTTP2Exchange) -> Bool {
        guard let session, !isClosed, !isDraining else { return false }
        let slot = freeSlots.popLast() ?? exchanges.count
        var provider = nghttp2_data_provider()
        provider.read_callback = HTTP2ClientCallbacks.readBody
        let hasBody = exchange.body.left > 0
        let id = exchange.fields.withFields { fields, count in
            withUnsafePointer(to: &provider) { provider in
                nghttp2_submit_request(
                    session,
                    nil,
                    fields,
                    count,
                    hasBody ? provider : nil,
                    UnsafeMutableRawPointer(bitPattern: slot + 1)
                )
            }
        }
        guard id > 0 else {
            // No stream id is left, after a thousand million exchanges: a new connection has them all.
            freeSlots.append(slot)
            if slot == exchanges.count { exchanges.append(nil) }
            drain()
            owner.draining(self)
            return false
        }
        if slot == exchanges.count { exchanges.append(exchange) } else { exchanges[slot] = exchange }
        exchange.seat = HTTP2Seat(connection: self, slot: slot, streamID: id)
        active += 1
        keepalive?.exchangeBegan()
        schedulePump()
        return true
    }

    /// Tells the peer that nobody waits for the answer to `exchange`, which is on this connection.
    func cancel(_ exchange: any HTTP2Exchange) {
        reset(exchange, NGHTTP2_CANCEL.rawValue)
        schedulePump()
    }

    /// Ends the exchanges whose deadline is not after `now`; returns the earliest deadline of the others.
    func expire(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        var earliest: ContinuousClock.Instant?
        var expired = false
        for exchange in exchanges {
            guard let exchange, !exchange.isDone, let deadline = exchange.deadline else { continue }
            guard deadline > now else {
                expired = true
                exchange.fail(.expired)
                cancel(exchange)
                continue
            }
            earliest = min(earliest ?? deadline, deadline)
        }
        if expired { checkPeer() }
        return earliest
    }

    /// Takes no further exchanges, and closes once those on the way are over.
    func drain() {
        guard !isDraining else { return }
        isDraining = true
        schedulePump()
    }

    /// Ends every exchange, and the connection.
    func shutdown() {
        isDraining = true
        for exchange in exchanges { exchange?.fail(.closing) }
        if let session { nghttp2_session_terminate_session(session, NGHTTP2_NO_ERROR.rawValue) }
        pump()
        // Nothing is awaited any more, so a silent peer must not hold up whoever shuts down.
        tcp.close()
    }

    private func reset(_ exchange: any HTTP2Exchange, _ code: UInt32) {
        guard let session, exchange.seat.streamID > 0 else { return }
        nghttp2_submit_rst_stream(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), exchange.seat.streamID, code)
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
        owner.hasRoom(self)
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
        let open = exchanges.compactMap { $0 }
        for exchange in open { exchange.seat.connection = nil }
        exchanges = []
        freeSlots = []
        active = 0
        let reason =
            error?.description
            ?? (isPinging
                ? "keepalive ping failed to receive ACK within timeout" : "the server closed the connection")
        owner.closed(self, open, reason)
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

    /// Writes what there is to send in the loop's next turn, once for all exchanges begun until then.
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
        guard let exchange = exchange(id), !exchange.isDone else { return 0 }
        guard exchange.receivedField(name, value) else {
            exchange.fail(.tooManyFields)
            return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
        }
        return 0
    }

    func receivedData(_ id: Int32, _ bytes: UnsafeRawBufferPointer) -> Int32 {
        guard let exchange = exchange(id), !exchange.isDone else { return 0 }
        if !exchange.receivedData(bytes) { reset(exchange, NGHTTP2_CANCEL.rawValue) }
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
            guard let exchange = exchange(frame.pointee.hd.stream_id) else { return 0 }
            guard frame.pointee.hd.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0 else { return 0 }
            // An answer before the whole body was sent: the rest of it is of no use.
            if exchange.body.left > 0 { reset(exchange, NGHTTP2_CANCEL.rawValue) }
            if !exchange.isDone { exchange.receivedEnd() }
        default: break
        }
        return 0
    }

    func sentFrame(_ frame: UnsafePointer<nghttp2_frame>) -> Int32 {
        guard UInt32(frame.pointee.hd.type) == NGHTTP2_HEADERS.rawValue else { return 0 }
        exchange(frame.pointee.hd.stream_id)?.isSent = true
        return 0
    }

    func closedStream(_ id: Int32, _ code: UInt32) -> Int32 {
        guard let exchange = exchange(id) else { return 0 }
        cached = nil
        exchanges[exchange.seat.slot] = nil
        freeSlots.append(exchange.seat.slot)
        active -= 1
        exchange.seat.connection = nil
        guard !exchange.isDone else { return 0 }
        if code == NGHTTP2_REFUSED_STREAM.rawValue { exchange.isSent = false }
        owner.lost(exchange, .reset(code))
        return 0
    }

    private func exchange(_ id: Int32) -> (any HTTP2Exchange)? {
        if let cached, cached.seat.streamID == id { return cached }
        let slot = Int(bitPattern: nghttp2_session_get_stream_user_data(session, id)) - 1
        guard exchanges.indices.contains(slot), let exchange = exchanges[slot], exchange.seat.streamID == id else {
            return nil
        }
        cached = exchange
        return exchange
    }

    // MARK: Bodies

    func readBody(_ id: Int32, into target: UnsafeMutableRawBufferPointer, _ flags: inout UInt32) -> Int {
        guard let exchange = exchange(id), !exchange.isDone else {
            return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
        }
        let left = exchange.body.left
        let count = min(left, target.count)
        if count == left { flags |= NGHTTP2_DATA_FLAG_EOF.rawValue }
        guard count >= HTTP2RequestBody.leastSlice else { return exchange.body.take(into: target) }
        flags |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue
        return count
    }

    func sendData(_ id: Int32, _ header: UnsafeRawBufferPointer, _ count: Int) -> Int32 {
        guard let exchange = exchange(id), !exchange.isDone else {
            return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
        }
        // Held back: the pump writes what is gathered, and asks again.
        guard !outbox.isFull else { return NGHTTP2_ERR_WOULDBLOCK.rawValue }
        outbox.gather(header)
        exchange.body.take(count, into: &outbox)
        return 0
    }
}
