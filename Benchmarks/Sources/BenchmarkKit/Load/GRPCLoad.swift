internal import CWire

/// A gRPC connection with several calls under way.
final class GRPCLoad: LoadConnection {
    /// How long nothing may be answered before the load is given up.
    private static let patience: Nanoseconds = 60_000_000_000

    private let target: LoadTarget
    private let fields: HeaderFields
    private let slots: [GRPCLoadSlot]
    private var link: HTTP2Link?
    private var result = LoadResult()
    private var idle: [GRPCLoadSlot] = []
    private var waiting: [GRPCLoadSlot] = []
    private var lastAnswer: Nanoseconds = 0

    init(_ target: LoadTarget, slots count: Int) throws {
        self.target = target
        slots = (0..<count).map { _ in GRPCLoadSlot() }
        var fields = [
            (":method", "POST"), (":scheme", target.settings.tls ? "https" : "http"),
            (":path", target.signal.grpcPath), (":authority", "127.0.0.1:\(target.port)"), ("te", "trailers"),
            ("content-type", "application/grpc"), ("user-agent", "swift-ocb-bench"),
        ]
        if target.settings.compression == .gzip { fields.append(("grpc-encoding", "gzip")) }
        self.fields = HeaderFields(fields)
        try connect()
    }

    func run(_ workload: Workload, _ bodies: RequestBodies) throws -> LoadResult {
        result = LoadResult()
        for slot in slots { slot.prepare(for: bodies, isCompressed: target.settings.compression == .gzip) }
        idle = slots
        lastAnswer = Clock.now
        var held: Workload.Ticket?
        var isExhausted = false
        while true {
            let now = Clock.now
            resume(now)
            while !isExhausted, let slot = idle.last {
                guard let ticket = held ?? workload.take() else {
                    isExhausted = true
                    break
                }
                held = ticket
                guard ticket.due <= now else { break }
                held = nil
                idle.removeLast()
                slot.begin(ticket, bodies)
                try submit(slot)
            }
            if isExhausted, idle.count == slots.count { return result }
            // A connection without anything under way waits as long as it likes.
            if idle.count + waiting.count == slots.count { lastAnswer = now }
            guard now < lastAnswer + Self.patience else { throw WireFailure("nothing was answered for a minute") }
            let moment = (waiting.map(\.resumeAt) + [now + 1_000_000_000, held?.due ?? .max]).min()
            if try link?.turn(until: moment) != true { try reconnect() }
        }
    }

    // MARK: Calls

    private func resume(_ now: Nanoseconds) {
        guard !waiting.isEmpty else { return }
        let due = waiting.filter { $0.resumeAt <= now }
        waiting.removeAll { $0.resumeAt <= now }
        for slot in due { try? submit(slot) }
    }

    private func submit(_ slot: GRPCLoadSlot) throws(WireFailure) {
        guard let link else { throw WireFailure("not connected") }
        slot.rewind()
        var provider = nghttp2_data_provider()
        let pointer = Unmanaged.passUnretained(slot).toOpaque()
        provider.source.ptr = pointer
        provider.read_callback = Self.readBody
        let id = fields.withFields { fields, count in
            nghttp2_submit_request(link.session, nil, fields, count, &provider, pointer)
        }
        guard id > 0 else { throw WireFailure("nghttp2 refused a request (\(id))") }
    }

    private func closed(_ slot: GRPCLoadSlot, _ code: UInt32) {
        lastAnswer = Clock.now
        switch slot.answer(resetBy: code) {
        case .accepted:
            result.latency.add(lastAnswer - min(slot.due, lastAnswer))
            target.ledger.acknowledge(request: slot.request)
            idle.append(slot)
        case .refused(let pause):
            result.refused += 1
            if pause != nil { result.hinted += 1 }
            slot.resumeAt = lastAnswer + (pause ?? Answer.ownPause).nanoseconds
            waiting.append(slot)
        case .rejected(let message):
            result.rejected += 1
            result.rejection = result.rejection ?? message
            idle.append(slot)
        }
    }

    // MARK: The connection

    private func connect() throws {
        let descriptor = try Socket.connect(port: target.port, isBlocking: false)
        let transport = try Transport(descriptor, tls: target.settings.tls ? "h2" : nil)
        var session: OpaquePointer?
        nghttp2_session_client_new(&session, Self.callbacks, Unmanaged.passUnretained(self).toOpaque())
        guard let session else { throw WireFailure("no memory for HTTP/2") }
        link = HTTP2Link(transport, session, window: 1 << 20, streams: 0)
    }

    /// Connects anew; what was under way is sent again, since nobody confirmed it.
    private func reconnect() throws {
        result.reconnects += 1
        guard result.reconnects <= 100 else { throw WireFailure("the collector closed the connection 100 times") }
        link = nil
        let free = Set((idle + waiting).map(ObjectIdentifier.init))
        for slot in slots where !free.contains(ObjectIdentifier(slot)) {
            slot.resumeAt = Clock.now + 100_000_000
            waiting.append(slot)
        }
        try connect()
    }

    /// Never written after it is made.
    private nonisolated(unsafe) static let callbacks: OpaquePointer? = {
        var callbacks: OpaquePointer?
        nghttp2_session_callbacks_new(&callbacks)
        nghttp2_session_callbacks_set_on_header_callback(callbacks) {
            session,
            frame,
            name,
            nameLength,
            value,
            count,
            _,
            _ in
            guard let id = frame?.pointee.hd.stream_id, let pointer = nghttp2_session_get_stream_user_data(session, id)
            else { return 0 }
            let slot = Unmanaged<GRPCLoadSlot>.fromOpaque(pointer).takeUnretainedValue()
            slot.received(
                UnsafeRawBufferPointer(start: name, count: nameLength),
                UnsafeRawBufferPointer(start: value, count: count)
            )
            return 0
        }
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { session, id, code, user in
            guard let user, let pointer = nghttp2_session_get_stream_user_data(session, id) else { return 0 }
            let slot = Unmanaged<GRPCLoadSlot>.fromOpaque(pointer).takeUnretainedValue()
            Unmanaged<GRPCLoad>.fromOpaque(user).takeUnretainedValue().closed(slot, code)
            return 0
        }
        return callbacks
    }()

    private static let readBody: nghttp2_data_source_read_callback = { _, _, buffer, length, flags, source, _ in
        guard let pointer = source?.pointee.ptr, let flags else { return Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue) }
        let slot = Unmanaged<GRPCLoadSlot>.fromOpaque(pointer).takeUnretainedValue()
        let count = slot.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: length))
        if slot.isSent { flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue }
        return count
    }
}
