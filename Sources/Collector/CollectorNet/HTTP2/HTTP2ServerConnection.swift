internal import CLibUV
internal import CNGHTTP2
internal import CollectorAPI
internal import Pdata

/// Makes the streams of a server's HTTP/2 connections.
protocol HTTP2Service: AnyObject, Sendable {
    /// What a connection's peer is granted.
    var http2Limits: HTTP2Limits { get }

    /// The memory that requests are admitted to; nil when they always are.
    var budget: MemoryBudget? { get }

    /// The whole of an answer that refuses a request, whatever it is, because memory is short.
    var shortageAnswer: HTTP2Fields { get }

    /// A stream for a request whose header begins.
    func makeStream(_ connection: HTTP2ServerConnection, id: Int32) -> HTTP2ServerStream
}

/// A server's side of one HTTP/2 connection: nghttp2's session over a socket.
///
/// nghttp2 reads and validates frames and calls back; the callbacks only note and submit. Requests run after a read was
/// taken in whole, and what there is to send is written once after that. The session is freed with the connection
/// object, never in a callback.
final class HTTP2ServerConnection: TCPHandler, ServerConnection, @unchecked Sendable {
    // Sendable because it is used on its loop only.

    /// How long a peer that ended its side is still answered.
    private static let halfClosedTime = Duration.seconds(10)

    /// The longest wait for the peer to have seen that the connection ends.
    private static let noticeTime = Duration.seconds(1)

    let tcp: TCPConnection

    /// The peer as text, such as `127.0.0.1:53124`.
    let peer: String

    let hasSpoken = true

    private let service: any HTTP2Service
    let limits: HTTP2Limits
    private let connections: ServerConnections
    // These are touched several times for each request, by one thread and never by two accesses at once: a check of that
    // at run time would cost a tenth of the request.
    @exclusivity(unchecked) private(set) var session: OpaquePointer?
    @exclusivity(unchecked) private(set) var streams: ContiguousArray<HTTP2ServerStream?> = []
    @exclusivity(unchecked) private var freeSlots: ContiguousArray<Int> = []
    @exclusivity(unchecked) private(set) var openStreams = 0
    @exclusivity(unchecked) private var recent: Unmanaged<HTTP2ServerStream>?
    @exclusivity(unchecked) private var complete: ContiguousArray<HTTP2ServerStream> = []
    @exclusivity(unchecked) private(set) var handlers = 0
    private var isReceiving = false
    private var isPumping = false
    private var isPumpScheduled = false
    private(set) var isClosed = false
    private(set) var isDraining = false
    private(set) var isLastStreamKnown = false
    private(set) var hasPeerEnded = false
    /// Whether the peer pinged too often, and is left.
    var isRejected = false
    private(set) var keepalive: HTTP2ServerKeepalive?

    /// When bytes last came, or a handler ended, in the loop's milliseconds.
    private(set) var lastActivity: UInt64
    private var slotMemory: MemoryReservation?
    private(set) var timer: LoopTimer?

    init(_ tcp: TCPConnection, _ service: any HTTP2Service, _ connections: ServerConnections) {
        self.tcp = tcp
        self.service = service
        self.connections = connections
        limits = service.http2Limits
        peer = tcp.peerAddress?.description ?? ""
        lastActivity = uv_now(tcp.loop.uv)
        slotMemory = service.budget.map { MemoryReservation($0) }
    }

    deinit {
        if let session { nghttp2_session_del(session) }
    }

    /// Takes the connection over and answers the peer's preface, which has not been handed in yet.
    func start() {
        var options: OpaquePointer?
        nghttp2_option_new(&options)
        nghttp2_option_set_no_auto_window_update(options, 1)
        nghttp2_option_set_no_closed_streams(options, 1)
        nghttp2_session_server_new2(
            &session,
            HTTP2Callbacks.server,
            Unmanaged.passUnretained(self).toOpaque(),
            options
        )
        nghttp2_option_del(options)
        guard session != nil else { return tcp.close() }
        let settings = [
            entry(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits.maxConcurrentStreams),
            entry(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, UInt32(clamping: limits.streamWindow)),
            entry(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, UInt32(clamping: limits.maxHeaderListSize)),
        ]
        nghttp2_submit_settings(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), settings, settings.count)
        nghttp2_session_set_local_window_size(
            session,
            UInt8(NGHTTP2_FLAG_NONE.rawValue),
            0,
            limits.connectionWindow
        )
        tcp.writeTimeout = limits.writeTimeout
        tcp.readLimit = EventLoop.readBufferSize
        tcp.handler = self
        timer = LoopTimer(tcp.loop) { [unowned self] in check() }
        scheduleCheck()
        keepalive = limits.keepalive.map { HTTP2ServerKeepalive($0, self) }
        keepalive?.start()
    }

    private func entry(_ id: nghttp2_settings_id, _ value: UInt32) -> nghttp2_settings_entry {
        nghttp2_settings_entry(settings_id: Int32(id.rawValue), value: value)
    }

    // MARK: The socket

    func received(_ bytes: UnsafeRawBufferPointer) {
        guard let session, !isClosed else { return }
        lastActivity = uv_now(tcp.loop.uv)
        isReceiving = true
        let count = nghttp2_session_mem_recv(
            session,
            bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
            bytes.count
        )
        runComplete()
        isReceiving = false
        // Negative not for a protocol error, which nghttp2 answers by itself, but for a bad preface, a flood of frames,
        // or no memory left.
        guard count >= 0 else { return tcp.finish() }
        pump()
    }

    func receivedEnd() {
        hasPeerEnded = true
        timer?.start(after: Self.halfClosedTime)
        pump()
    }

    func drained() {
        tcp.resumeReading()
        pump()
    }

    func closed(_ error: NetError?) {
        isClosed = true
        timer?.close()
        timer = nil
        keepalive?.close()
        complete = []
        recent = nil
        for stream in streams { stream?.close() }
        streams = []
        openStreams = 0
        slotMemory = nil
        leaveIfOver()
    }

    private func runComplete() {
        var index = 0
        while index < complete.count {
            let stream = complete[index]
            if !stream.isAnswered { stream.receivedRequest() }
            index += 1
        }
        complete.removeAll(keepingCapacity: complete.capacity <= 64)
    }

    /// Writes what there is to send, as far as the socket takes it.
    private func pump() {
        guard let session, !isClosed, !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        let scratch = tcp.loop.scratch
        var filled = 0
        while tcp.isOpen {
            guard tcp.isWritable else {
                // A peer that does not read its answers sends no further requests either.
                tcp.pauseReading()
                break
            }
            var chunk: UnsafePointer<UInt8>?
            let count = nghttp2_session_mem_send(session, &chunk)
            guard count >= 0 else { return tcp.close() }
            guard count > 0, let chunk else { break }
            let bytes = UnsafeRawBufferPointer(start: chunk, count: count)
            if filled + count > scratch.count {
                tcp.write(copying: UnsafeRawBufferPointer(rebasing: scratch[..<filled]))
                filled = 0
            }
            guard count <= scratch.count else {
                tcp.write(copying: bytes)
                continue
            }
            UnsafeMutableRawBufferPointer(rebasing: scratch[filled...]).copyMemory(from: bytes)
            filled += count
        }
        tcp.write(copying: UnsafeRawBufferPointer(rebasing: scratch[..<filled]))
        closeIfDone()
    }

    /// Writes what there is to send in the loop's next turn, once for all answers given until then.
    func schedulePump() {
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
        let isAbandoned = hasPeerEnded && handlers == 0 && nghttp2_session_want_write(session) == 0
        if isOver || isAbandoned || isRejected { tcp.finish() }
    }

    // MARK: Frames

    func beganHeader(_ frame: UnsafePointer<nghttp2_frame>) -> Int32 {
        guard frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST else { return 0 }
        let id = frame.pointee.hd.stream_id
        guard !freeSlots.isEmpty || mayAddSlot else {
            return service.shortageAnswer.withFields { fields, count in
                nghttp2_submit_response(session, id, fields, count, nil)
            }
        }
        let stream = service.makeStream(self, id: id)
        stream.started = lastActivity
        stream.lastReceived = lastActivity
        let slot: Int
        if let free = freeSlots.popLast() {
            slot = free
            streams[slot] = stream
        } else {
            slot = streams.count
            streams.append(stream)
        }
        stream.slot = slot
        openStreams += 1
        nghttp2_session_set_stream_user_data(session, id, Unmanaged.passUnretained(stream).toOpaque())
        return 0
    }

    /// Whether one more stream than ever before may be open: there is memory for what is kept of it beside its body. A
    /// few are always taken.
    private var mayAddSlot: Bool {
        // Handlers outlive streams that their clients reset.
        guard handlers <= 2 * Int(limits.maxConcurrentStreams) else { return false }
        guard streams.count >= limits.freeStreams else { return true }
        let admission = slotMemory?.grow(to: (streams.count - limits.freeStreams + 1) * limits.streamMemory)
        return admission == nil || admission == .admitted
    }

    func receivedField(
        _ frame: UnsafePointer<nghttp2_frame>,
        _ name: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer
    ) -> Int32 {
        guard let stream = stream(frame.pointee.hd.stream_id) else { return 0 }
        // nghttp2 advertises the limit but does not keep it: a few bytes of HPACK can stand for megabytes.
        stream.headerListSize += name.count + value.count + 32
        guard stream.headerListSize <= limits.maxHeaderListSize else {
            return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
        }
        guard frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST, !stream.isAnswered else { return 0 }
        stream.receivedField(name, value)
        return 0
    }

    func receivedData(_ id: Int32, _ bytes: UnsafeRawBufferPointer) -> Int32 {
        // The connection's window is given back at once, so that one stream cannot hold up the others; a stream's own
        // only while its body is wanted.
        guard let stream = stream(id), !stream.isAnswered else {
            nghttp2_session_consume_connection(session, bytes.count)
            return 0
        }
        stream.lastReceived = lastActivity
        stream.receivedBody(bytes)
        if stream.isAnswered {
            nghttp2_session_consume_connection(session, bytes.count)
        } else if stream.isHeld {
            nghttp2_session_consume_connection(session, bytes.count)
            stream.heldBytes += bytes.count
        } else {
            nghttp2_session_consume(session, id, bytes.count)
        }
        return 0
    }

    func receivedFrame(_ frame: UnsafePointer<nghttp2_frame>) -> Int32 {
        let type = UInt32(frame.pointee.hd.type)
        if type == NGHTTP2_PING.rawValue {
            receivedPing(isAnswer: frame.pointee.hd.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) != 0)
            return 0
        }
        let isHeader = type == NGHTTP2_HEADERS.rawValue
        guard isHeader || type == NGHTTP2_DATA.rawValue, let stream = stream(frame.pointee.hd.stream_id) else {
            return 0
        }
        if isHeader, frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST { stream.receivedHeader() }
        guard frame.pointee.hd.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0 else { return 0 }
        stream.completeRequest()
        if !stream.isAnswered, !stream.isHeld { complete.append(stream) }
        return 0
    }

    /// Gives a stream's peer the window back for what came while the stream was held.
    func giveBack(_ count: Int, of stream: HTTP2ServerStream) {
        guard let session, !isClosed, count > 0 else { return }
        nghttp2_session_consume_stream(session, stream.id, count)
        schedulePump()
    }

    func sentFrame(_ frame: UnsafePointer<nghttp2_frame>) -> Int32 {
        let type = UInt32(frame.pointee.hd.type)
        guard type == NGHTTP2_HEADERS.rawValue || type == NGHTTP2_DATA.rawValue,
            frame.pointee.hd.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
        else { return 0 }
        let id = frame.pointee.hd.stream_id
        if let stream = stream(id), stream.isRequestComplete { return 0 }
        // Answered before the request was whole: its rest is of no use.
        nghttp2_submit_rst_stream(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), id, NGHTTP2_NO_ERROR.rawValue)
        return 0
    }

    func closedStream(_ id: Int32) -> Int32 {
        guard let stream = stream(id), !streams.isEmpty else { return 0 }
        recent = nil
        streams[stream.slot] = nil
        freeSlots.append(stream.slot)
        openStreams -= 1
        stream.close()
        return 0
    }

    /// The stream called `id`, as the session remembers it; `streams` keeps it until the session has closed it.
    private func stream(_ id: Int32) -> HTTP2ServerStream? {
        if let recent, recent._withUnsafeGuaranteedRef({ $0.id }) == id { return recent.takeUnretainedValue() }
        guard let pointer = nghttp2_session_get_stream_user_data(session, id) else { return nil }
        let stream = Unmanaged<HTTP2ServerStream>.fromOpaque(pointer)
        recent = stream
        return stream.takeUnretainedValue()
    }

    // MARK: Answers

    func submit(_ stream: HTTP2ServerStream, _ header: HTTP2Fields, hasBody: Bool) {
        guard let session, !isClosed else { return }
        tcp.loop.assertOnLoop()
        keepalive?.answered()
        var provider = nghttp2_data_provider()
        provider.source.ptr = Unmanaged.passUnretained(stream).toOpaque()
        provider.read_callback = HTTP2Callbacks.readBody
        let code = header.withFields { fields, count in
            withUnsafePointer(to: &provider) { provider in
                nghttp2_submit_response(session, stream.id, fields, count, hasBody ? provider : nil)
            }
        }
        if code != 0 {
            nghttp2_submit_rst_stream(
                session,
                UInt8(NGHTTP2_FLAG_NONE.rawValue),
                stream.id,
                NGHTTP2_INTERNAL_ERROR.rawValue
            )
        }
        schedulePump()
    }

    func submitTrailers(_ id: Int32, _ trailers: HTTP2Fields) {
        _ = trailers.withFields { fields, count in nghttp2_submit_trailer(session, id, fields, count) }
    }

    /// Tells the client to send the body that it holds back (`Expect: 100-continue`).
    func submitContinue(_ stream: HTTP2ServerStream) {
        _ = Self.continueFields.withFields { fields, count in
            nghttp2_submit_headers(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.id, nil, fields, count, nil)
        }
        schedulePump()
    }

    private static let continueFields = HTTP2Fields.fixed(HTTP2FixedFields([(":status", "100")]))

    func handlerStarted() {
        handlers += 1
    }

    func handlerEnded() {
        tcp.loop.assertOnLoop()
        handlers -= 1
        lastActivity = uv_now(tcp.loop.uv)
        if isClosed { return leaveIfOver() }
        if hasPeerEnded, handlers == 0 { schedulePump() }
    }

    private func leaveIfOver() {
        if isClosed, handlers == 0 { connections.remove(self) }
    }

    // MARK: The end

    func drain() {
        guard let session, !isClosed, !isDraining else { return }
        isDraining = true
        // The peer learns that the connection ends; what it sent before it knew is still taken.
        nghttp2_submit_shutdown_notice(session)
        nghttp2_submit_ping(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), nil)
        timer?.start(after: Self.noticeTime)
        schedulePump()
    }

    func cancelRequests() {
        for stream in streams { stream?.cancel() }
    }

    func abort() {
        tcp.close()
    }

    func refuseFurtherStreams() {
        guard let session, !isLastStreamKnown else { return }
        isLastStreamKnown = true
        nghttp2_submit_goaway(
            session,
            UInt8(NGHTTP2_FLAG_NONE.rawValue),
            nghttp2_session_get_last_proc_stream_id(session),
            NGHTTP2_NO_ERROR.rawValue,
            nil,
            0
        )
        schedulePump()
        scheduleCheck()
    }
}
