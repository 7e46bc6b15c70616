import CollectorAPI
import CollectorConfig
import CollectorNet
import CollectorTestKit
import ExporterKit
import Pdata

@testable import AmplitudeExporter

/// A server that takes events as Amplitude does, and answers as a test says.
final class Amplitude: Sendable {
    /// One request: the `number` of each event's properties, in order, and the whole body.
    struct Request: Sendable {
        var numbers: [Int]
        var ids: [String]
        var body: Bytes
        var headers: HTTPHeaders
    }

    /// The answer to a request of the events with these numbers, the n-th, counted from 1.
    typealias Answer = @Sendable (_ count: Int, _ numbers: [Int]) async -> HTTPResponse

    private let received = Lock<[Request]>([])
    private let server: Lock<HTTPServer?> = Lock(nil)
    private let answer: Answer

    init(_ answer: @escaping Answer) {
        self.answer = answer
    }

    static let success = json(200, #"{"code":200,"events_ingested":1,"payload_size_bytes":1,"server_upload_time":1}"#)

    static func json(_ status: Int, _ text: String) -> HTTPResponse {
        HTTPResponse(status: status, text: text, contentType: "application/json")
    }

    var requests: [Request] { received.withLock { $0 } }

    /// The numbers of each request's events.
    var numbers: [[Int]] { requests.map(\.numbers) }

    func start() async throws -> String {
        let settings = HTTPServerSettings(endpoint: "127.0.0.1:0")
        let started = HTTPServer(settings, logger: RecordingLogSink().logger) { [self] request in
            guard let read = Self.read(request) else { return Self.json(400, "{}") }
            let count = received.withLock { requests in
                requests.append(read)
                return requests.count
            }
            return await answer(count, read.numbers)
        }
        let address = try await started.start()
        server.withLock { $0 = started }
        return "http://\(address)/2/httpapi"
    }

    func stop() async {
        await server.withLock { $0 }?.shutdown(grace: .zero)
    }

    private static func read(_ request: HTTPRequest) -> Request? {
        guard let json = try? JSONValue(parsing: request.body), case .array(let events)? = json["events"],
            json["api_key"]?.string == "hunter2", request.method == "POST", request.path == "/2/httpapi"
        else { return nil }
        let numbers = events.compactMap { $0["event_properties"]?["number"]?.string.flatMap { Int($0) } }
        let ids = events.compactMap { $0["insert_id"]?.string }
        return Request(numbers: numbers, ids: ids, body: request.body, headers: request.headers)
    }
}

/// A running exporter without a queue, and what stands around it.
struct Fixture: Sendable {
    let exporter: SendingExporter<Logs>
    let clock = TestClock()
    let log = RecordingLogSink()
    let metrics = MetricRegistry()

    init(_ url: String, _ settings: String) async throws {
        let retry = "retry_on_failure: {initial_interval: 1s, randomization_factor: 0}"
        let settings = try AmplitudeExporterSettings.decode(
            yaml: "{api_key: hunter2, endpoint: \"\(url)\", \(settings.isEmpty ? retry : settings)}"
        )
        exporter = AmplitudeExporter.make(settings, .test("amplitude", kind: .exporter, log: log, metrics: metrics))
        try await exporter.start(TestHost(clock: clock))
    }

    /// Runs `body` with an exporter to `amplitude`, and stops both.
    static func with(
        _ amplitude: Amplitude,
        _ settings: String = "",
        _ body: (Fixture) async throws -> Void
    ) async throws {
        let fixture = try await Fixture(try await amplitude.start(), settings)
        try await body(fixture)
        try await fixture.exporter.shutdown()
        await amplitude.stop()
    }

    /// Starts sending `logs`.
    func send(_ logs: Logs) -> Task<ConsumeError?, Never> {
        Task { [exporter] in
            do {
                try await exporter.consume(logs)
                return nil
            } catch {
                return ConsumeError(error)
            }
        }
    }

    /// Waits for the first pause between attempts, and ends it.
    func endPause(_ duration: Duration) async {
        await clock.waitForSleepers()
        clock.advance(by: duration)
    }

    func value(_ name: String) -> Double? {
        metrics.snapshot().first { $0.name == name }?.samples.first?.value
    }

    /// The items that count as sent and as failed.
    var counts: [Double?] { [value("exporter_sent_log_records"), value("exporter_send_failed_log_records")] }
}
