import CollectorAPI
import CollectorNet
import CollectorTestKit
import Pdata

/// A server that agrees on keys without looking at them, and answers ingest requests as a test says.
final class FakeServer: Sendable {
    /// The answer to the n-th request to a path, counted from 1.
    typealias Answer = @Sendable (_ path: String, _ number: Int) async -> HTTPResponse

    private let received = Lock<[HTTPRequest]>([])
    private let server = Lock<HTTPServer?>(nil)
    private let answer: Answer

    init(_ answer: @escaping Answer) {
        self.answer = answer
    }

    /// Answers handshakes well, and ingest requests by `ingest`.
    convenience init(ingest: @escaping @Sendable (Int) async -> HTTPResponse) {
        self.init { path, number in
            switch path {
            case "/v1/handshake/init": FakeServer.offer
            case "/v1/handshake/complete": FakeServer.json(#"{"key_uuid":"k\#(number)"}"#)
            default: await ingest(number)
            }
        }
    }

    static let taken = HTTPResponse(status: 202)

    static func json(_ text: String) -> HTTPResponse {
        HTTPResponse(status: 200, text: text, contentType: "application/json")
    }

    /// The first half of a handshake, with a key whose private part nobody has.
    static let offer = json(
        #"{"data":{"public_key":"\#(publicKey.split(separator: "\n").joined(separator: #"\n"#))\n"}}"#
    )

    /// How many requests came to `path`.
    func count(_ path: String = "/v1/ingest") -> Int { requests(path).count }

    func requests(_ path: String = "/v1/ingest") -> [HTTPRequest] {
        received.withLock { $0.filter { $0.path == path } }
    }

    /// Serves at a free port, and returns the URL.
    func start() async throws -> String {
        let settings = HTTPServerSettings(endpoint: "127.0.0.1:0")
        let started = HTTPServer(settings, logger: RecordingLogSink().logger) { [self] request in
            let number = received.withLock { requests in
                requests.append(request)
                return requests.filter { $0.path == request.path }.count
            }
            return await answer(request.path, number)
        }
        let address = try await started.start()
        server.withLock { $0 = started }
        return "http://\(address)"
    }

    func stop() async {
        await server.withLock { $0 }?.shutdown(grace: .zero)
    }

    static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA4UqohC4UWtKhf7f8eFpv
        NH4oJFsAoSQNMdnzIqLpWXj51Ak1TtKBAXLhpqxexq92Z926UFp63QT2t9bogslt
        TMIRVGzlPchB4IP3CTIlriaYTwkszLM3q1h/ile9P5fjXonUszKOaWWjUnY00F9H
        qURO+3NRtHyxHbul4rBOEDhizDUZSZqKCllPe4DcL0FTguILyAlNqUPS2DpsqyOB
        2GZvCzo8yQQMM1sCd07tCk3OnVpELmdH8KYslZ3N3eWwc4v5XqJhVNhcxxvxmFdl
        qaVK8Wku3m4BUwEINdiGOJ4qsvk/GtLYNO6Obefib7dtCTQyR6P5L3e2/PHd6yye
        OQIDAQAB
        -----END PUBLIC KEY-----
        """
}
