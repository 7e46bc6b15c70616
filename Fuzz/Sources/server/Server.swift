import CollectorAPI
import Dispatch
import Fuzzing
import Glibc
import Pdata

@testable import CollectorNet

/// Sends bytes to a running server, and waits until it closes the connection.
///
/// The first byte chooses the server (HTTP or gRPC) and what is said before the input: nothing, or HTTP/2's preface.
@_cdecl("LLVMFuzzerTestOneInput")
public func run(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    var input = FuzzInput(data, count)
    let flags = input.byte()
    let path = flags & 1 == 0 ? Servers.shared.http : Servers.shared.grpc
    let socket = connect(path)
    defer { close(socket) }
    if flags & 2 != 0 { send(socket, Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u{4}\0\0\0\0\0".utf8)) }
    // In pieces, so that frames and lines are cut.
    let step = flags & 4 == 0 ? Int.max : Int(flags >> 3) + 1
    while !input.rest.isEmpty { send(socket, Array(input.take(step))) }
    shutdown(socket, Int32(SHUT_WR))
    require(drain(socket), "the server does not close the connection")
    return 0
}

/// Servers that answer whatever reaches them, at Unix sockets: of TCP ports there would soon be none left.
private final class Servers: Sendable {
    static let shared = Servers()

    let http: String
    let grpc: String
    private let servers: [any Sendable]

    private init() {
        let folder = "/tmp/swift-ocb-fuzz-\(getpid())"
        mkdir(folder, 0o700)
        http = "\(folder)/http"
        grpc = "\(folder)/grpc"
        var httpOptions = HTTPServerOptions(endpoint: http)
        httpOptions.transport = "unix"
        httpOptions.maxBodySize = 1 << 16
        let httpServer = HTTPServer(options: httpOptions, logger: Logger(Silence())) { request in
            HTTPResponse(status: 200, text: "\(request.method) \(request.path) \(request.body.count)")
        }
        var grpcOptions = GRPCServerOptions(endpoint: grpc)
        grpcOptions.transport = "unix"
        grpcOptions.maxMessageSize = 1 << 16
        let method = GRPCMethod { (request) async throws(GRPCStatus) in request.message }
        let grpcServer = GRPCServer(options: grpcOptions, logger: Logger(Silence()), methods: ["/a/b": method])
        servers = [httpServer, grpcServer]

        let started = DispatchSemaphore(value: 0)
        Task {
            do {
                _ = try await httpServer.start()
                _ = try await grpcServer.start()
            } catch {
                fatalError("\(error)")
            }
            started.signal()
        }
        started.wait()
    }
}

private struct Silence: LogSink {
    func isEnabled(_ level: LogLevel) -> Bool { false }

    func write(_ level: LogLevel, _ message: String, caller: String, fields: [LogField]) {}
}

private func connect(_ path: String) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) }
    }
    require(result == 0, "the server does not accept connections")
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    return descriptor
}

/// Sends `bytes`, as far as the server takes them.
private func send(_ socket: Int32, _ bytes: [UInt8]) {
    _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
}

/// Reads to the end; false when there is none in time.
private func drain(_ socket: Int32) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = recv(socket, &buffer, buffer.count, 0)
        if count == 0 { return true }
        if count < 0 { return errno != EAGAIN && errno != EWOULDBLOCK }
    }
}
