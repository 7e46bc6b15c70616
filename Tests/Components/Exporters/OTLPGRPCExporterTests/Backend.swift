import CollectorAPI
import CollectorNet
import CollectorTestKit
import Pdata

@testable import OTLPGRPCExporter

/// A gRPC server that remembers what it was sent, and answers as a test says.
final class Backend: Sendable {
    /// One call that arrived.
    struct Call: Sendable {
        var path: String
        var message: Bytes
        var compressedForm: CompressedForm?
        var metadata: HTTPHeaders
    }

    /// The n-th call's answer, counted from 1.
    typealias Answer = @Sendable (Int) async throws(GRPCStatus) -> Bytes

    private let received = Lock<[Call]>([])
    private let server: Lock<GRPCServer?> = Lock(nil)
    private let answer: Answer

    init(_ answer: @escaping Answer = { _ throws(GRPCStatus) in Bytes() }) {
        self.answer = answer
    }

    var calls: [Call] { received.withLock { $0 } }

    /// Serves at `endpoint`, and returns where that is.
    func start(_ endpoint: String = "127.0.0.1:0", transport: String = "tcp") async throws -> SocketAddress {
        var settings = GRPCServerSettings(endpoint: endpoint)
        settings.transport = transport
        settings.includeMetadata = true
        var methods: [String: GRPCMethod] = [:]
        for signal in Signal.allCases { methods[signal.exportPath] = method(signal.exportPath) }
        let started = GRPCServer(settings, logger: RecordingLogSink().logger, methods: methods)
        let address = try await started.start()
        server.withLock { $0 = started }
        return address
    }

    func stop() async {
        await server.withLock { $0 }?.shutdown(grace: .zero)
    }

    private func method(_ path: String) -> GRPCMethod {
        GRPCMethod(keeping: Set(ContentCoding.allCases)) { request throws(GRPCStatus) in
            try await self.take(request, path)
        }
    }

    private func take(_ request: GRPCRequest, _ path: String) async throws(GRPCStatus) -> Bytes {
        let call = Call(
            path: path,
            message: request.message,
            compressedForm: request.compressedForm,
            metadata: request.metadata
        )
        let count = received.withLock { calls in
            calls.append(call)
            return calls.count
        }
        return try await answer(count)
    }
}
