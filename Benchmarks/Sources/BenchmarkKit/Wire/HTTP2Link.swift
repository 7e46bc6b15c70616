internal import CWire

/// An nghttp2 session over a transport: moves bytes between the two.
final class HTTP2Link {
    private static let bufferSize = 256 * 1024

    let session: OpaquePointer
    private let transport: Transport
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 64)
    private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 64)
    private var written = 0
    private var filled = 0

    /// A link that grants the peer `window` bytes for each stream and four times as many for all.
    init(_ transport: Transport, _ session: OpaquePointer, window: Int32, streams: UInt32) {
        self.transport = transport
        self.session = session
        let settings = [
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS.rawValue),
                value: streams
            ),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE.rawValue),
                value: UInt32(window)
            ),
        ]
        nghttp2_submit_settings(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), settings, settings.count)
        nghttp2_session_set_local_window_size(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), 0, window * 4)
    }

    deinit {
        nghttp2_session_del(session)
        input.deallocate()
        output.deallocate()
    }

    /// Sends what there is, waits for the peer until `moment`, and takes what came.
    ///
    /// - Returns: false when the connection is over.
    func turn(until moment: Nanoseconds?) throws(WireFailure) -> Bool {
        guard try flush() else { return false }
        guard nghttp2_session_want_read(session) != 0 || nghttp2_session_want_write(session) != 0 else { return false }
        switch try receive() {
        case .moved: return try flush()
        case .ended: return false
        case .wouldBlock: break
        }
        Socket.wait(transport.descriptor, writable: written < filled, until: moment)
        if case .ended = try receive() { return false }
        return try flush()
    }

    private func receive() throws(WireFailure) -> Transport.Outcome {
        let outcome = transport.read(into: input)
        guard case .moved(let count) = outcome else { return outcome }
        let bytes = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        guard nghttp2_session_mem_recv(session, bytes, count) >= 0 else { throw WireFailure("not HTTP/2") }
        return outcome
    }

    /// Writes until everything is written or the socket is full; false when the peer is gone.
    private func flush() throws(WireFailure) -> Bool {
        while true {
            if written == filled { try fill() }
            guard written < filled else { return true }
            switch transport.write(UnsafeRawBufferPointer(rebasing: output[written..<filled])) {
            case .moved(let count): written += count
            case .wouldBlock: return true
            case .ended: return false
            }
        }
    }

    private func fill() throws(WireFailure) {
        written = 0
        filled = 0
        // A frame has at most 16 KiB and its header.
        while filled + 20_000 <= output.count {
            var chunk: UnsafePointer<UInt8>?
            let count = nghttp2_session_mem_send(session, &chunk)
            guard count >= 0 else { throw WireFailure("nghttp2 failed to send (\(count))") }
            guard count > 0, let chunk else { return }
            UnsafeMutableRawBufferPointer(rebasing: output[filled...])
                .copyMemory(from: UnsafeRawBufferPointer(start: chunk, count: count))
            filled += count
        }
    }
}

/// The header fields of a request or an answer, kept in memory for nghttp2.
struct HeaderFields {
    private var storage: [(name: [UInt8], value: [UInt8])] = []

    init(_ fields: [(String, String)]) {
        storage = fields.map { (Array($0.utf8), Array($1.utf8)) }
    }

    /// Calls `body` with the fields as nghttp2 takes them, which copies them.
    func withFields<Result>(_ body: (UnsafePointer<nghttp2_nv>?, Int) -> Result) -> Result {
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(
            capacity: storage.reduce(1) { $0 + $1.name.count + $1.value.count }
        )
        defer { bytes.deallocate() }
        var end = bytes.baseAddress
        func place(_ text: [UInt8]) -> UnsafeMutablePointer<UInt8>? {
            guard let begin = end else { return nil }
            begin.update(from: text, count: text.count)
            end = begin + text.count
            return begin
        }
        let fields = storage.map { field in
            nghttp2_nv(
                name: place(field.name),
                value: place(field.value),
                namelen: field.name.count,
                valuelen: field.value.count,
                flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue)
            )
        }
        return fields.withUnsafeBufferPointer { body($0.baseAddress, $0.count) }
    }
}
