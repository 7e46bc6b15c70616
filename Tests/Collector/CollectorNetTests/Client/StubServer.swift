import Dispatch
import Foundation
import Glibc

/// A server of plain sockets whose every byte a test writes: one thread for each connection, running a script.
final class StubServer: @unchecked Sendable {
    // Sendable because the descriptor and port never change, and the rest is behind the lock.
    let port: Int
    private let descriptor: Int32
    private let lock = NSLock()
    private var accepted = 0
    private var isClosed = false

    /// Serves connection `n`, counted from 1, by `script`; the connection is closed when it returns.
    init(_ script: @escaping @Sendable (_ peer: StubPeer, _ n: Int) -> Void) {
        signal(SIGPIPE, SIG_IGN)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listening = descriptor
        port = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listening, $0, length)
                listen(listening, 16)
                getsockname(listening, $0, &length)
            }
            return Int(UInt16(bigEndian: $0.pointee.sin_port))
        }
        Thread.detachNewThread { [self] in
            while true {
                let socket = accept(listening, nil, nil)
                guard socket >= 0 else { return closeListener() }
                let n = lock.withLock {
                    accepted += 1
                    return accepted
                }
                Thread.detachNewThread {
                    let peer = StubPeer(socket)
                    script(peer, n)
                    peer.close()
                }
            }
        }
    }

    /// The number of connections accepted so far.
    var connections: Int { lock.withLock { accepted } }

    func stop() {
        // Once closed, the number may be another socket's.
        lock.withLock {
            if !isClosed { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    private func closeListener() {
        lock.withLock {
            isClosed = true
            _ = close(descriptor)
        }
    }
}

/// One connection of a stub server, read and written by blocking calls.
final class StubPeer {
    private let descriptor: Int32
    private var pending: [UInt8] = []

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        // Two small writes in a row would else wait for the other side's delayed acknowledgement, 40 ms each time.
        var isOn: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout.size(ofValue: isOn)))
    }

    func close() {
        Glibc.close(descriptor)
    }

    /// Closes so that the other side sees a reset.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }

    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    func write(_ text: String) {
        write(Array(text.utf8))
    }

    /// The next `count` bytes; nil when the other side ends before.
    func read(_ count: Int) -> [UInt8]? {
        while pending.count < count {
            guard fill() else { return nil }
        }
        defer { pending.removeFirst(count) }
        return Array(pending.prefix(count))
    }

    /// Everything up to and with `end`.
    func read(until end: String) -> String? {
        let end = Array(end.utf8)
        while true {
            if let place = pending.indices.first(where: { pending[$0...].starts(with: end) }) {
                defer { pending.removeFirst(place + end.count) }
                return String(decoding: pending[..<(place + end.count)], as: UTF8.self)
            }
            guard fill() else { return nil }
        }
    }

    /// Writes `bytes` over and over until the other side closes.
    func writeUntilClosed(_ bytes: [UInt8]) {
        while send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) > 0 {}
    }

    /// Sends nothing more.
    func endSending() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Waits until the other side closes.
    func waitForEnd() {
        while fill() { pending = [] }
    }

    private func fill() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        pending += buffer[..<count]
        return true
    }

    /// Passes everything on between the other side and `server`, until either ends.
    func relay(to server: ServerSocket) {
        let back = descriptor
        let isOver = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            while let bytes = try? server.receive(), !bytes.isEmpty {
                guard send(back, bytes, bytes.count, Int32(MSG_NOSIGNAL)) > 0 else { break }
            }
            shutdown(back, Int32(SHUT_RDWR))
            isOver.signal()
        }
        // The descriptor is closed after this, and its number may then be another socket's.
        defer { isOver.wait() }
        while true {
            if !pending.isEmpty {
                guard (try? server.send(pending)) != nil else { return server.endSending() }
                pending = []
            }
            guard fill() else { return server.endSending() }
        }
    }

    // MARK: HTTP/1.1

    /// Reads a request with a Content-Length; its head and body.
    func readRequest() -> (head: String, body: [UInt8])? {
        guard let head = read(until: "\r\n\r\n") else { return nil }
        let length = head.lowercased().components(separatedBy: "content-length: ").dropFirst().first
            .flatMap { Int($0.prefix { $0.isNumber }) }
        guard let body = read(length ?? 0) else { return nil }
        return (head, body)
    }

    // MARK: HTTP/2

    struct Frame {
        var type: UInt8
        var flags: UInt8
        var id: UInt32
        var payload: [UInt8]
    }

    /// Reads the client's preface, and answers with `settings` (id and value).
    func greet(settings: [(UInt16, UInt32)] = []) -> Bool {
        guard read(24) != nil else { return false }
        write(Self.frame(4, 0, 0, settings.flatMap { setting -> [UInt8] in Self.big(setting.0) + Self.big(setting.1) }))
        return true
    }

    func readFrame() -> Frame? {
        guard let head = read(9) else { return nil }
        let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
        guard let payload = read(length) else { return nil }
        let id = head[5...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        return Frame(type: head[3], flags: head[4], id: id, payload: payload)
    }

    /// Reads up to the end of the next request, acknowledging settings and giving windows back; its stream and body.
    func readCall() -> (id: UInt32, body: [UInt8])? {
        var body: [UInt8] = []
        while let frame = readFrame() {
            if frame.type == 4, frame.flags & 1 == 0 { write(Self.frame(4, 1, 0, [])) }
            guard frame.type <= 1 else { continue }
            if frame.type == 0 {
                body += frame.payload
                if !frame.payload.isEmpty {
                    let credit = Self.big(UInt32(frame.payload.count))
                    write(Self.frame(8, 0, 0, credit))
                    write(Self.frame(8, 0, frame.id, credit))
                }
            }
            if frame.flags & 1 == 1 { return (frame.id, body) }
        }
        return nil
    }

    /// A HEADERS frame of literal fields.
    static func headers(_ id: UInt32, _ fields: [(String, String)], ends: Bool = false) -> [UInt8] {
        let block = fields.flatMap { name, value -> [UInt8] in [0x00] + text(name) + text(value) }
        return frame(1, ends ? 5 : 4, id, block)
    }

    static func data(_ id: UInt32, _ bytes: [UInt8], ends: Bool = false) -> [UInt8] {
        frame(0, ends ? 1 : 0, id, bytes)
    }

    /// A whole gRPC answer.
    static func answer(_ id: UInt32, _ message: [UInt8]) -> [UInt8] {
        headers(id, [(":status", "200"), ("content-type", "application/grpc")])
            + data(id, [0] + big(UInt32(message.count)) + message) + headers(id, [("grpc-status", "0")], ends: true)
    }

    static func reset(_ id: UInt32, _ code: UInt32) -> [UInt8] { frame(3, 0, id, big(code)) }

    static func goAway(last: UInt32) -> [UInt8] { frame(7, 0, 0, big(last) + big(UInt32(0))) }

    static func frame(_ type: UInt8, _ flags: UInt8, _ id: UInt32, _ payload: [UInt8]) -> [UInt8] {
        let head: [UInt8] = big(UInt32(payload.count)).dropFirst() + [type, flags] + big(id)
        return head + payload
    }

    private static func text(_ text: String) -> [UInt8] {
        // Lengths below 127 fit into one byte of HPACK's integers, longer ones go on in groups of seven bits.
        let bytes = Array(text.utf8)
        guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
        var length: [UInt8] = [127]
        var rest = bytes.count - 127
        while rest >= 128 {
            length.append(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        return length + [UInt8(rest)] + bytes
    }

    private static func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}
