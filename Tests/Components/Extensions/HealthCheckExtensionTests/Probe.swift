import CollectorAPI
import CollectorTestKit
import Foundation
import Glibc
import HealthCheckExtension

/// An extension under test, with the clock it reads and the log that tells its port.
struct Bench {
    let clock = TestClock()
    let log = RecordingLogSink()
    let host: TestHost
    let health: any Extension

    /// - Parameter yaml: settings besides the endpoint, as the inside of a flow mapping.
    init(_ yaml: String = "") throws {
        host = TestHost(clock: clock)
        health = try HealthCheckExtensionFactory().make(
            HealthCheckExtensionConfig.decode(yaml: "{endpoint: \"127.0.0.1:0\", \(yaml)}"),
            .test("health_check", kind: .extension, log: log)
        )
    }

    /// Runs `body` between start and shutdown.
    func run(_ body: () async throws -> Void) async throws {
        try await health.start(host)
        try await body()
        try await health.shutdown()
    }

    var endpoint: String? {
        let line = log.lines.first { $0.message == "Starting HTTP server" }
        guard case .string(let endpoint)? = line?["endpoint"] else { return nil }
        return endpoint
    }

    /// The answer to a request for `path`, as it came over the socket.
    func get(_ path: String, method: String = "GET", headers: String = "") async throws -> Answer {
        guard let endpoint, let port = endpoint.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw ProbeError("the extension did not say where it listens")
        }
        let request = "\(method) \(path) HTTP/1.1\r\nHost: \(endpoint)\r\n\(headers)\r\n"
        return try await host.offLoop { try Answer(exchange(request, port)) }
    }
}

struct Answer {
    var status: Int
    var head: String
    var body: String

    init(_ text: String) throws {
        guard let end = text.range(of: "\r\n\r\n"), let status = Int(text.dropFirst(9).prefix(3)) else {
            throw ProbeError("not an HTTP response: \(text)")
        }
        self.status = status
        head = text[..<end.lowerBound].lowercased()
        body = String(text[end.upperBound...])
    }
}

struct ProbeError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Sends `request` to `port` and reads until the server closes.
private func exchange(_ request: String, _ port: UInt16) throws -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw ProbeError("no socket") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard connected == 0 else { throw ProbeError("cannot connect: \(errno)") }
    let bytes = Array(request.utf8)
    guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
        throw ProbeError("cannot send: \(errno)")
    }
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while case let count = recv(descriptor, &chunk, chunk.count, 0), count > 0 { answer += chunk[..<count] }
    return String(decoding: answer, as: UTF8.self)
}
