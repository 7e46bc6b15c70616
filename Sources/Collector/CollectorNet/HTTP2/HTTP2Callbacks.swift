internal import CNGHTTP2

/// The functions through which nghttp2 tells a server connection what it found: one set for the process.
enum HTTP2Callbacks {
    /// Never written after it is made.
    nonisolated(unsafe) static let server: OpaquePointer? = {
        var callbacks: OpaquePointer?
        nghttp2_session_callbacks_new(&callbacks)
        guard let callbacks else { return nil }
        nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) { _, frame, user in
            guard let frame else { return 0 }
            return with(user) { $0.beganHeader(frame) }
        }
        nghttp2_session_callbacks_set_on_header_callback(callbacks) {
            _,
            frame,
            name,
            nameLength,
            value,
            valueLength,
            _,
            user in
            guard let frame else { return 0 }
            let name = UnsafeRawBufferPointer(start: name, count: nameLength)
            let value = UnsafeRawBufferPointer(start: value, count: valueLength)
            return with(user) { $0.receivedField(frame, name, value) }
        }
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) { _, _, id, data, count, user in
            let bytes = UnsafeRawBufferPointer(start: data, count: count)
            return with(user) { $0.receivedData(id, bytes) }
        }
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, user in
            guard let frame else { return 0 }
            return with(user) { $0.receivedFrame(frame) }
        }
        nghttp2_session_callbacks_set_on_frame_send_callback(callbacks) { _, frame, user in
            guard let frame else { return 0 }
            return with(user) { $0.sentFrame(frame) }
        }
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, id, _, user in
            with(user) { $0.closedStream(id) }
        }
        return callbacks
    }()

    /// Reads an answer's body; `source` is the stream.
    static let readBody: nghttp2_data_source_read_callback = { _, id, buffer, length, flags, source, user in
        guard let buffer, let flags, let stream = source?.pointee.ptr, let user else {
            return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
        }
        let target = UnsafeMutableRawBufferPointer(start: buffer, count: length)
        return Unmanaged<HTTP2ServerStream>.fromOpaque(stream)._withUnsafeGuaranteedRef { stream in
            let (count, isEnd) = stream.readBody(into: target)
            guard isEnd else { return count }
            flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue
            if let trailers = stream.takeTrailers() {
                flags.pointee |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
                Unmanaged<HTTP2ServerConnection>.fromOpaque(user)._withUnsafeGuaranteedRef {
                    $0.submitTrailers(id, trailers)
                }
            }
            return count
        }
    }

    private static func with(_ user: UnsafeMutableRawPointer?, _ body: (HTTP2ServerConnection) -> Int32) -> Int32 {
        guard let user else { return NGHTTP2_ERR_CALLBACK_FAILURE.rawValue }
        return Unmanaged<HTTP2ServerConnection>.fromOpaque(user)._withUnsafeGuaranteedRef(body)
    }
}
