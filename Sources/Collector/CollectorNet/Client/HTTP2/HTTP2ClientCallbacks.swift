internal import CNGHTTP2

/// The functions through which nghttp2 tells a client connection what it found: one set for the process.
enum HTTP2ClientCallbacks {
    /// Never written after it is made.
    nonisolated(unsafe) static let all: OpaquePointer? = {
        var callbacks: OpaquePointer?
        nghttp2_session_callbacks_new(&callbacks)
        guard let callbacks else { return nil }
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
            return with(user) { $0.receivedField(frame.pointee.hd.stream_id, name, value) }
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
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, id, code, user in
            with(user) { $0.closedStream(id, code) }
        }
        nghttp2_session_callbacks_set_data_source_read_length_callback(callbacks) {
            _,
            _,
            _,
            connection,
            stream,
            frame,
            _ in
            Int(min(connection, stream, Int32(clamping: frame)))
        }
        nghttp2_session_callbacks_set_send_data_callback(callbacks) { _, frame, header, length, _, user in
            guard let frame, let header else { return NGHTTP2_ERR_CALLBACK_FAILURE.rawValue }
            let bytes = UnsafeRawBufferPointer(start: header, count: 9)
            return with(user) { $0.sendData(frame.pointee.hd.stream_id, bytes, length) }
        }
        return callbacks
    }()

    /// Reads an exchange's body: small pieces by copying, large ones by way of the send-data callback.
    static let readBody: nghttp2_data_source_read_callback = { _, id, buffer, length, flags, _, user in
        guard let buffer, let flags, let user else { return Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue) }
        let target = UnsafeMutableRawBufferPointer(start: buffer, count: length)
        return Unmanaged<HTTP2ClientConnection>.fromOpaque(user)._withUnsafeGuaranteedRef { connection in
            connection.readBody(id, into: target, &flags.pointee)
        }
    }

    private static func with(_ user: UnsafeMutableRawPointer?, _ body: (HTTP2ClientConnection) -> Int32) -> Int32 {
        guard let user else { return NGHTTP2_ERR_CALLBACK_FAILURE.rawValue }
        return Unmanaged<HTTP2ClientConnection>.fromOpaque(user)._withUnsafeGuaranteedRef(body)
    }
}
