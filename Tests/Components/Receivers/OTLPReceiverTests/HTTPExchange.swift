import Dispatch
import Foundation
import Glibc

/// One HTTP/1.1 request on a connection of its own, and its answer.
struct HTTPExchange: Sendable {
    struct Failure: Error {}

    let status: Int
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// Sends a request to 127.0.0.1, away from the cooperative threads, which it would block.
    init(
        _ port: Int,
        _ path: String,
        method: String = "POST",
        type: String? = "application/x-protobuf",
        headers: [String: String] = [:],
        body: [UInt8] = []
    ) async throws {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: \(body.count)\r\n"
        if let type { head += "Content-Type: \(type)\r\n" }
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        let request = Array((head + "\r\n").utf8) + body
        let answer = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try Self.send(request, to: port) }) }
        }
        let end = answer.indices.first { answer[$0...].starts(with: "\r\n\r\n".utf8) } ?? answer.endIndex
        let lines = String(decoding: answer[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        status = Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0
        self.headers = Dictionary(
            lines.dropFirst().compactMap { line in
                line.firstIndex(of: ":").map {
                    (line[..<$0].lowercased(), line[$0...].dropFirst().trimmingCharacters(in: .whitespaces))
                }
            },
            uniquingKeysWith: { first, _ in first }
        )
        self.body = Array(answer[end...].dropFirst(4))
    }

    private static func send(_ request: [UInt8], to port: Int) throws -> [UInt8] {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var timeout = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failure() }
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, request.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            sent += count
        }
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count >= 0 else { throw Failure() }
            guard count > 0 else { return answer }
            answer += chunk[..<count]
        }
    }
}

/// The status of the answer to a POST of `body`.
func status(
    _ port: Int,
    _ path: String,
    type: String? = "application/x-protobuf",
    body: [UInt8] = []
) async throws -> Int {
    let answer = try await HTTPExchange(port, path, type: type, body: body)
    return answer.status
}
