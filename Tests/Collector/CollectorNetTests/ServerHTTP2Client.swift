import CNGHTTP2
import Glibc

/// A client that writes HTTP/2 frames by hand, and reads what comes back.
final class ServerHTTP2Client: @unchecked Sendable {
    // Sendable because one thread at a time uses it.

    /// What the server answered on one stream.
    struct Answer {
        var header: [String: String] = [:]
        var trailers: [String: String] = [:]
        var body: [UInt8] = []
        var reset: UInt32?
        var isEnded = false

        /// The trailers, which are the header where there is nothing else.
        var grpc: [String: String] { trailers.isEmpty ? header : trailers }
    }

    let socket: ServerSocket
    private(set) var answers: [UInt32: Answer] = [:]
    private(set) var goAway: (lastStream: UInt32, code: UInt32)?
    private(set) var isClosed = false
    private(set) var pongs = 0
    private(set) var pings = 0
    private(set) var goAwayText = ""
    private(set) var settings: [UInt16: UInt32] = [:]
    private var windows: [UInt32: Int] = [:]
    private var inflater: OpaquePointer?
    private let returnsWindow: Bool

    init(port: Int, returnsWindow: Bool = true, settings: [(UInt16, UInt32)] = []) throws {
        socket = try ServerSocket(port: port)
        self.returnsWindow = returnsWindow
        nghttp2_hd_inflate_new(&inflater)
        try socket.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        let payload = settings.flatMap { id, value in
            [UInt8(id >> 8), UInt8(id & 255)] + Self.big(value)
        }
        try send(type: 4, flags: 0, stream: 0, payload)
    }

    deinit {
        nghttp2_hd_inflate_del(inflater)
    }

    // MARK: Sending

    func send(type: UInt8, flags: UInt8, stream: UInt32, _ payload: [UInt8]) throws {
        let length = [UInt8(payload.count >> 16 & 255), UInt8(payload.count >> 8 & 255), UInt8(payload.count & 255)]
        try socket.send(length + [type, flags] + Self.big(stream) + payload)
    }

    func sendHeader(_ stream: UInt32, _ fields: [(String, String)], end: Bool = false) throws {
        try send(type: 1, flags: end ? 5 : 4, stream: stream, Self.literal(fields))
    }

    func sendData(_ stream: UInt32, _ bytes: [UInt8], end: Bool) throws {
        try send(type: 0, flags: end ? 1 : 0, stream: stream, bytes)
    }

    /// A unary gRPC call with `message`.
    func call(
        _ stream: UInt32,
        _ path: String,
        _ message: [UInt8],
        extra: [(String, String)] = [],
        compressed: Bool = false
    )
        throws
    {
        try sendHeader(stream, Self.grpcHeader(path) + extra)
        let body = [compressed ? 1 : 0] + Self.big(UInt32(message.count)) + message
        var rest = body[...]
        repeat {
            let chunk = rest.prefix(16384)
            rest = rest.dropFirst(chunk.count)
            try sendData(stream, Array(chunk), end: rest.isEmpty)
        } while !rest.isEmpty
    }

    static func grpcHeader(_ path: String) -> [(String, String)] {
        [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "test"),
            ("content-type", "application/grpc"), ("te", "trailers"),
        ]
    }

    static func literal(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { name, value in [0] + Self.text(name) + Self.text(value) }
    }

    private static func text(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
        var length: [UInt8] = [127]
        var rest = bytes.count - 127
        while rest >= 128 {
            length.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        return length + [UInt8(rest)] + bytes
    }

    static func big(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
    }

    /// How many bytes of body the server takes now, on `stream` or, with 0, on the connection.
    func window(_ stream: UInt32) -> Int {
        (stream == 0 ? 65535 : Int(settings[4] ?? 65535)) + windows[stream, default: 0]
    }

    func spend(_ count: Int, on stream: UInt32) {
        windows[0, default: 0] -= count
        windows[stream, default: 0] -= count
    }

    // MARK: Receiving

    /// Reads until `stream` is answered, reset, or the connection is closed.
    func answer(_ stream: UInt32) throws -> Answer {
        while !isClosed {
            if let answer = answers[stream], answer.isEnded || answer.reset != nil { return answer }
            try receiveFrame()
        }
        return answers[stream] ?? Answer()
    }

    /// Reads until the server closes the connection.
    func receiveToEnd() throws {
        while !isClosed { try receiveFrame() }
    }

    /// Reads the next frame; throws when the connection is closed already, so that waiting for more ends.
    func receiveFrame() throws {
        guard !isClosed else { throw ServerSocket.Failure(operation: "receive from a closed connection", code: EPIPE) }
        let head: [UInt8]?
        do {
            head = try socket.receive(exactly: 9)
        } catch let failure as ServerSocket.Failure where failure.code == ECONNRESET {
            head = nil
        }
        guard let head else {
            isClosed = true
            return
        }
        let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
        let stream = Self.number(head[5...]) & 0x7fff_ffff
        guard let payload = length == 0 ? [] : try socket.receive(exactly: length) else {
            isClosed = true
            return
        }
        try take(type: head[3], flags: head[4], stream: stream, payload)
    }

    private func take(type: UInt8, flags: UInt8, stream: UInt32, _ payload: [UInt8]) throws {
        switch type {
        case 0:
            answers[stream, default: Answer()].body += payload
            if flags & 1 != 0 { answers[stream]?.isEnded = true }
            guard returnsWindow, !payload.isEmpty else { return }
            try? send(type: 8, flags: 0, stream: 0, Self.big(UInt32(payload.count)))
            if flags & 1 == 0 { try? send(type: 8, flags: 0, stream: stream, Self.big(UInt32(payload.count))) }
        case 1:
            let fields = inflate(payload)
            if fields[":status"]?.first == "1" { return }
            if answers[stream] == nil {
                answers[stream] = Answer(header: fields)
            } else {
                answers[stream]?.trailers = fields
            }
            if flags & 1 != 0 { answers[stream]?.isEnded = true }
        case 3: answers[stream, default: Answer()].reset = Self.number(payload[...])
        case 4 where flags & 1 == 0:
            for index in stride(from: 0, to: payload.count, by: 6) {
                let id = UInt16(payload[index]) << 8 | UInt16(payload[index + 1])
                settings[id] = Self.number(payload[(index + 2)...])
            }
            try? send(type: 4, flags: 1, stream: 0, [])
        case 6 where flags & 1 != 0: pongs += 1
        case 6:
            pings += 1
            try? send(type: 6, flags: 1, stream: 0, payload)
        case 7:
            goAwayText = String(decoding: payload.dropFirst(8), as: UTF8.self)
            goAway = (Self.number(payload[...]) & 0x7fff_ffff, Self.number(payload[4...]))
        case 8: windows[stream, default: 0] += Int(Self.number(payload[...]))
        default: break
        }
    }

    private func inflate(_ block: [UInt8]) -> [String: String] {
        var fields: [String: String] = [:]
        var block = block
        block.withUnsafeMutableBufferPointer { buffer in
            var offset = 0
            while true {
                var field = nghttp2_nv()
                var flags: Int32 = 0
                let count = nghttp2_hd_inflate_hd2(
                    inflater,
                    &field,
                    &flags,
                    buffer.baseAddress.map { $0 + offset },
                    buffer.count - offset,
                    1
                )
                guard count >= 0 else { return }
                offset += count
                if flags & Int32(NGHTTP2_HD_INFLATE_EMIT.rawValue) != 0 {
                    let name = UnsafeBufferPointer(start: field.name, count: field.namelen)
                    let value = UnsafeBufferPointer(start: field.value, count: field.valuelen)
                    fields[String(decoding: name, as: UTF8.self)] = String(decoding: value, as: UTF8.self)
                }
                if flags & Int32(NGHTTP2_HD_INFLATE_FINAL.rawValue) != 0 { break }
            }
            nghttp2_hd_inflate_end_headers(inflater)
        }
        return fields
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
}
