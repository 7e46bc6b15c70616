internal import CWire
internal import Glibc

/// A sink's side of one gRPC connection.
final class SinkConnection: @unchecked Sendable {
    // Sendable because one thread runs it, and `stop` touches the socket only.

    private static let window: Int32 = 4 << 20

    private static let header = HeaderFields([(":status", "200"), ("content-type", "application/grpc")])
    private static let trailers = HeaderFields([("grpc-status", "0")])

    private let transport: Transport
    private let backend: SinkBackend
    private let decompressor = GzipDecompressor()
    private var link: HTTP2Link?
    private var streams: [Int32: SinkStream] = [:]
    private var pending: [(id: Int32, due: Nanoseconds)] = []

    init(_ transport: Transport, _ backend: SinkBackend) {
        self.transport = transport
        self.backend = backend
    }

    /// Serves until the peer leaves or the sink stops.
    func run() {
        var session: OpaquePointer?
        nghttp2_session_server_new(&session, Self.callbacks, Unmanaged.passUnretained(self).toOpaque())
        guard let session else { return }
        let link = HTTP2Link(transport, session, window: Self.window, streams: 1000)
        self.link = link
        while (try? link.turn(until: pending.map(\.due).min())) == true {
            answerPending()
        }
        self.link = nil
    }

    /// Ends the connection, from any thread.
    func stop() {
        shutdown(transport.descriptor, Int32(SHUT_RDWR))
    }

    // MARK: Requests

    private func received(_ stream: SinkStream) {
        switch judge(stream) {
        case .accepted(let moment):
            guard moment > Clock.now else { return accept(stream.id) }
            pending.append((stream.id, moment))
        case .refused(let pause): refuse(stream.id, 14, "the backend is busy", pause: pause)
        case .unreadable: refuse(stream.id, 3, "this is no OTLP request that the sink can read", pause: nil)
        }
    }

    private func judge(_ stream: SinkStream) -> SinkBackend.Verdict {
        guard let signal = BenchmarkSignal(path: stream.path), stream.body.count >= 5 else {
            return backend.unreadable()
        }
        return stream.body.withUnsafeBytes { bytes in
            let message = UnsafeRawBufferPointer(rebasing: bytes[5...])
            guard bytes[0] == 1 else { return backend.take(signal, message, wireSize: message.count) }
            guard stream.encoding == "gzip", let inflated = decompressor.decompress(message) else {
                return backend.unreadable()
            }
            return inflated.withUnsafeBytes { backend.take(signal, $0, wireSize: message.count) }
        }
    }

    // MARK: Answers

    private func answerPending() {
        guard !pending.isEmpty else { return }
        let now = Clock.now
        for answer in pending where answer.due <= now { accept(answer.id) }
        pending.removeAll { $0.due <= now }
    }

    private func accept(_ id: Int32) {
        guard let link, streams[id] != nil else { return }
        var provider = nghttp2_data_provider()
        provider.read_callback = Self.readAnswer
        _ = Self.header.withFields { nghttp2_submit_response(link.session, id, $0, $1, &provider) }
    }

    private func refuse(_ id: Int32, _ code: Int, _ message: String, pause: Double?) {
        guard let link else { return }
        var fields = [
            (":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "\(code)"),
            ("grpc-message", message),
        ]
        if let pause {
            fields.append(("grpc-status-details-bin", RetryInfo.encode(code: code, message, seconds: pause)))
        }
        _ = HeaderFields(fields).withFields { nghttp2_submit_response(link.session, id, $0, $1, nil) }
    }

    // MARK: nghttp2

    private static func connection(_ user: UnsafeMutableRawPointer?) -> SinkConnection? {
        user.map { Unmanaged<SinkConnection>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The empty message, after which the trailers follow.
    private static let readAnswer: nghttp2_data_source_read_callback = { session, id, buffer, length, flags, _, _ in
        guard let buffer, let flags, length >= 5 else { return Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue) }
        buffer.update(repeating: 0, count: 5)
        flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue | NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
        _ = trailers.withFields { nghttp2_submit_trailer(session, id, $0, $1) }
        return 5
    }

    /// Never written after it is made.
    private nonisolated(unsafe) static let callbacks: OpaquePointer? = {
        var callbacks: OpaquePointer?
        nghttp2_session_callbacks_new(&callbacks)
        nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) { _, frame, user in
            guard let id = frame?.pointee.hd.stream_id else { return 0 }
            connection(user)?.streams[id] = SinkStream(id)
            return 0
        }
        nghttp2_session_callbacks_set_on_header_callback(callbacks) {
            _,
            frame,
            name,
            nameLength,
            value,
            count,
            _,
            user in
            guard let id = frame?.pointee.hd.stream_id, let stream = connection(user)?.streams[id] else { return 0 }
            stream.received(
                String(decoding: UnsafeRawBufferPointer(start: name, count: nameLength), as: UTF8.self),
                UnsafeRawBufferPointer(start: value, count: count)
            )
            return 0
        }
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) { _, _, id, data, count, user in
            connection(user)?.streams[id]?.body.append(contentsOf: UnsafeRawBufferPointer(start: data, count: count))
            return 0
        }
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, user in
            guard let header = frame?.pointee.hd, header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0,
                let connection = connection(user), let stream = connection.streams[header.stream_id]
            else { return 0 }
            connection.received(stream)
            return 0
        }
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, id, _, user in
            connection(user)?.streams[id] = nil
            return 0
        }
        return callbacks
    }()
}

/// A call that a sink receives.
final class SinkStream {
    let id: Int32
    var body: [UInt8] = []
    private(set) var path = ""
    private(set) var encoding = ""

    init(_ id: Int32) {
        self.id = id
    }

    func received(_ name: String, _ value: UnsafeRawBufferPointer) {
        switch name {
        case ":path": path = String(decoding: value, as: UTF8.self)
        case "grpc-encoding": encoding = String(decoding: value, as: UTF8.self)
        default: break
        }
    }
}
