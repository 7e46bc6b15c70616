import CollectorAPI
import CollectorNet
import CollectorTestKit
import Pdata

/// An HTTP server that remembers what it was sent, and answers as a test says.
final class Backend: Sendable {
    /// The n-th request's answer, counted from 1.
    typealias Answer = @Sendable (Int) async -> HTTPResponse

    private let received = Lock<[HTTPRequest]>([])
    private let server: Lock<HTTPServer?> = Lock(nil)
    private let codings: [String]
    private let answer: Answer

    /// A backend that takes bodies in `codings` only.
    init(codings: [String] = ["gzip"], _ answer: @escaping Answer = { _ in Backend.success }) {
        self.codings = codings
        self.answer = answer
    }

    static let success = HTTPResponse(status: 200, headers: ["content-type": "application/x-protobuf"])

    var requests: [HTTPRequest] { received.withLock { $0 } }

    /// Serves at a free port, or at `port`, and returns the URL.
    func start(port: Int = 0) async throws -> String {
        var settings = HTTPServerSettings(endpoint: "127.0.0.1:\(port)")
        settings.compressionAlgorithms = codings
        let all = Set(ContentCoding.allCases)
        let kept = Dictionary(uniqueKeysWithValues: ["traces", "metrics", "logs"].map { ("/v1/\($0)", all) })
        let started = HTTPServer(settings, logger: RecordingLogSink().logger, keptCodings: kept) { [self] request in
            let count = received.withLock { requests in
                requests.append(request)
                return requests.count
            }
            return await answer(count)
        }
        let address = try await started.start()
        server.withLock { $0 = started }
        return "http://\(address)"
    }

    func stop() async {
        await server.withLock { $0 }?.shutdown(grace: .zero)
    }
}
