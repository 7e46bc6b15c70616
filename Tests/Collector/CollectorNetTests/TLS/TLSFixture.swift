import CollectorAPI
import CollectorConfig
import Pdata

@testable import CollectorNet

/// Keeps whole log lines, with the error among their fields.
final class TLSLog: LogSink {
    private struct State {
        var lines: [String] = []
        var waiting: [(mark: String, continuation: CheckedContinuation<String, Never>)] = []
    }

    private let state = Lock(State())

    var text: [String] { state.withLock { $0.lines } }

    /// The first line with `mark`; waits for it, as a peer may learn of the end before it is logged.
    func line(with mark: String) async -> String {
        await withCheckedContinuation { continuation in
            let found = state.withLock { state in
                let line = state.lines.first { $0.contains(mark) }
                if line == nil { state.waiting.append((mark, continuation)) }
                return line
            }
            if let found { continuation.resume(returning: found) }
        }
    }

    func isEnabled(_ level: LogLevel) -> Bool { level >= .info }

    func write(_ level: LogLevel, _ message: String, caller: String, fields: [LogField]) {
        let error = fields.first { $0.key == "error" }.flatMap { field -> String? in
            guard case .string(let text) = field.value else { return nil }
            return text
        }
        let line = "\(level) \(message): \(error ?? "")"
        let ready = state.withLock { state in
            state.lines.append(line)
            defer { state.waiting.removeAll { line.contains($0.mark) } }
            return state.waiting.filter { line.contains($0.mark) }
        }
        for one in ready { one.continuation.resume(returning: line) }
    }
}

extension ServerTLSSettings {
    init(_ identity: Certificates.Identity, clientCA: String = "") {
        self.init()
        common.certificateFile = identity.certificate
        common.keyFile = identity.key
        clientCAFile = clientCA
    }
}

extension ClientTLSSettings {
    init(trusting authority: Certificates.Identity, showing identity: Certificates.Identity? = nil) {
        self.init()
        common.caFile = authority.certificate
        common.certificateFile = identity?.certificate ?? ""
        common.keyFile = identity?.key ?? ""
    }
}

/// An HTTP server with TLS, and what it logs.
struct TLSServer {
    let log = TLSLog()
    let port: Int
    private let server: HTTPServer

    init(
        _ tls: ServerTLSSettings,
        _ change: (inout HTTPServerOptions) -> Void = { _ in },
        handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse = echo
    ) async throws {
        var options = HTTPServerOptions(endpoint: "127.0.0.1:0")
        options.tls = tls
        change(&options)
        server = HTTPServer(options: options, logger: Logger(log), handler: handler)
        port = try await server.start().port
    }

    func stop() async {
        await server.shutdown(grace: .seconds(5))
    }

    /// The outcome of one request by a new client of ours: the body, or the error.
    func ask(_ tls: ClientTLSSettings, host: String = "localhost", body: [UInt8] = []) async -> String {
        await Self.ask(port, tls, host: host, body: body)
    }

    /// The outcome of one request to `port` by a new client of ours: the body, or the error.
    static func ask(
        _ port: Int,
        _ tls: ClientTLSSettings,
        method: String = "POST",
        host: String = "localhost",
        body: [UInt8] = []
    ) async -> String {
        var settings = HTTPClientSettings()
        settings.tls = tls
        settings.timeout = .seconds(60)
        let client = HTTPClient(settings)
        let outcome: String
        do throws(HTTPClientError) {
            let request = HTTPClientRequest(
                method,
                "https://\(host):\(port)/asked",
                body: [Bytes(body)],
                maxAnswerSize: 64 << 20
            )
            outcome = try await client.send(request).wholeBody.text
        } catch {
            outcome = "error: \(error)"
        }
        await client.shutdown()
        return outcome
    }
}

/// An HTTP server with TLS for the time of `body`.
func withTLSServer(
    _ tls: ServerTLSSettings,
    _ change: (inout HTTPServerOptions) -> Void = { _ in },
    handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse = echo,
    _ body: (TLSServer) async throws -> Void
) async throws {
    let server = try await TLSServer(tls, change, handler: handler)
    do {
        try await body(server)
    } catch {
        await server.stop()
        throw error
    }
    await server.stop()
}
