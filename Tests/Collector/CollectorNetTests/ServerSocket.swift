import Foundation
import Glibc

/// A client's end of a TCP connection, for tests that need every byte in their own hands.
///
/// Calls block, so they run away from the cooperative threads: `await offThread { … }`.
final class ServerSocket: @unchecked Sendable {
    // Sendable because one thread at a time uses it.
    struct Failure: Error {
        var operation: String
        var code: Int32
    }

    private let descriptor: Int32
    private var isOpen = true
    private var buffered: [UInt8] = []

    /// Connects to 127.0.0.1 at `port`; reads and writes give up after a minute.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(operation: "socket", code: errno) }
        // Long, since tests that keep every core busy run beside these.
        var timeout = timeval(tv_sec: 60, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            let code = errno
            Glibc.close(descriptor)
            isOpen = false
            throw Failure(operation: "connect", code: code)
        }
    }

    deinit {
        close()
    }

    /// Sends as much of `bytes` as the system takes without waiting.
    func sendAtOnce(_ bytes: [UInt8]) throws {
        let count = bytes.withUnsafeBytes { buffer in
            Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
        guard count >= 0 || errno == EAGAIN else { throw Failure(operation: "send", code: errno) }
    }

    func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(descriptor, buffer.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(operation: "send", code: errno) }
            sent += count
        }
    }

    /// What comes next; empty at the end.
    func receive() throws -> [UInt8] {
        if !buffered.isEmpty {
            defer { buffered = [] }
            return buffered
        }
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { throw Failure(operation: "receive", code: errno) }
        return Array(bytes[..<count])
    }

    /// Exactly `count` bytes; nil when the peer ends before.
    func receive(exactly count: Int) throws -> [UInt8]? {
        var result: [UInt8] = []
        while result.count < count {
            let more = try receive()
            if more.isEmpty { return nil }
            result += more
        }
        buffered = Array(result[count...])
        return Array(result[..<count])
    }

    /// Everything up to the peer's end of the connection.
    func receiveAll() throws -> String {
        var all: [UInt8] = []
        while true {
            let bytes = try receive()
            if bytes.isEmpty { return String(decoding: all, as: UTF8.self) }
            all += bytes
        }
    }

    /// One HTTP/1.1 response with `Content-Length`: its head and its body.
    func receiveResponse(hasBody: Bool = true) throws -> (head: String, body: String) {
        var head: [UInt8] = []
        while !head.ends(with: "\r\n\r\n".utf8) {
            guard let byte = try receive(exactly: 1) else { return (String(decoding: head, as: UTF8.self), "") }
            head += byte
        }
        let text = String(decoding: head, as: UTF8.self)
        let length = text.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.split(separator: ":")[1].trimmingCharacters(in: .whitespaces)) }
        guard hasBody, let length, length > 0 else { return (text, "") }
        return (text, String(decoding: try receive(exactly: length) ?? [], as: UTF8.self))
    }

    /// Whether the peer has ended or reset the connection; waits for it.
    func isEnded() -> Bool {
        guard let bytes = try? receive() else { return errno != EAGAIN }
        return bytes.isEmpty
    }

    func endSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    func close() {
        if isOpen { Glibc.close(descriptor) }
        isOpen = false
    }

    /// Closes so that the peer sees a reset.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        close()
    }
}

extension Sequence where Element == UInt8 {
    fileprivate func ends(with suffix: some BidirectionalCollection<UInt8>) -> Bool {
        Array(self).suffix(suffix.count).elementsEqual(suffix)
    }
}

/// Runs blocking `work` on a thread of its own: Dispatch's queues add threads one a second while theirs block, and each
/// test would wait for those of all others.
func offThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            continuation.resume(with: Swift.Result { try work() })
        }
    }
}
