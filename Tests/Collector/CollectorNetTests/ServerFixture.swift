import CollectorAPI
import Pdata
import Testing

@testable import CollectorNet

/// Keeps the lines that a server logs.
final class ServerLog: LogSink {
    private let lines = Lock<[String]>([])

    var text: [String] { lines.withLock { $0 } }

    func isEnabled(_ level: LogLevel) -> Bool { true }

    func write(_ level: LogLevel, _ message: String, caller: String, fields: [LogField]) {
        lines.withLock { $0.append("\(level) \(message)") }
    }
}

/// Runs `body` against a running HTTP server, and stops it.
func withHTTPServer(
    _ change: (inout HTTPServerOptions) -> Void = { _ in },
    handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse = echo,
    _ body: (_ port: Int, _ server: HTTPServer) async throws -> Void
) async throws {
    var options = HTTPServerOptions(endpoint: "127.0.0.1:0")
    change(&options)
    let server = HTTPServer(options: options, logger: Logger(ServerLog()), handler: handler)
    let address = try await server.start()
    do {
        try await body(address.port, server)
    } catch {
        await server.shutdown(grace: .zero)
        throw error
    }
    await server.shutdown(grace: .seconds(5))
}

/// Runs `body` against a running gRPC server, and stops it.
func withGRPCServer(
    _ methods: [String: GRPCMethod],
    _ change: (inout GRPCServerOptions) -> Void = { _ in },
    _ body: (_ port: Int, _ server: GRPCServer) async throws -> Void
) async throws {
    var options = GRPCServerOptions(endpoint: "127.0.0.1:0")
    change(&options)
    let server = GRPCServer(options: options, logger: Logger(ServerLog()), methods: methods)
    let address = try await server.start()
    do {
        try await body(address.port, server)
    } catch {
        await server.shutdown(grace: .zero)
        throw error
    }
    await server.shutdown(grace: .seconds(5))
}

/// Answers with the request's method, path, query and body.
@Sendable func echo(_ request: HTTPRequest) async -> HTTPResponse {
    let query = request.query.isEmpty ? "" : "?\(request.query)"
    return HTTPResponse(status: 200, text: "\(request.method) \(request.path)\(query) \(request.body.text)")
}

/// A door that handlers wait at until a test opens it.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var arrived = 0
        var arrivals: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Lock(State())

    /// Returns when the gate is open, or the task is cancelled.
    func pass() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isOpen, ready) = state.withLock { state -> (Bool, [CheckedContinuation<Void, Never>]) in
                    state.arrived += 1
                    if !state.isOpen { state.waiting.append(continuation) }
                    let ready = state.arrivals.filter { $0.count <= state.arrived }.map(\.continuation)
                    state.arrivals.removeAll { $0.count <= state.arrived }
                    return (state.isOpen, ready)
                }
                for one in ready { one.resume() }
                if isOpen { continuation.resume() }
            }
        } onCancel: {
            open()
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    /// Returns when `count` tasks have come to the gate.
    func arrivals(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.arrived < count { state.arrivals.append((count, continuation)) }
                return state.arrived >= count
            }
            if isReached { continuation.resume() }
        }
    }
}
