import CollectorAPI
import CollectorConfig
import CollectorNet
import CollectorTestKit
import Pdata
import Testing

@testable import LogFluxExporter

@Suite("LogFlux: sessions and attempts, by a clock that tests move")
struct ExporterTests {
    private static let retryLine = "Exporting failed. Will retry the request after interval."

    /// Exporters of one id, and what stands around them.
    private struct Fixture: Sendable {
        let clock = TestClock()
        let log = RecordingLogSink()
        let metrics = MetricRegistry()
        let host: TestHost
        let logs: LogFluxExporter<Logs>
        let traces: LogFluxExporter<Traces>

        init(_ url: String, _ settings: String = "batch_size: 1") async throws {
            let settings = try LogFluxExporterSettings.decode(
                yaml: "{api_key: eu-lf_0123456789, endpoint: \"\(url)\", source: test, \(settings)}"
            )
            let context = ComponentContext.test("logflux", kind: .exporter, log: log, metrics: metrics)
            host = TestHost(clock: clock)
            logs = try LogFluxExporter(settings, context)
            traces = try LogFluxExporter(settings, context)
            try await logs.start(host)
            try await traces.start(host)
        }

        func shutdown() async throws {
            try await logs.shutdown()
            try await traces.shutdown()
        }

        /// The sum of a metric's series.
        func value(_ name: String) -> Double {
            metrics.snapshot().first { $0.name == name }?.samples.reduce(0) { $0 + $1.value } ?? 0
        }
    }

    private func with(
        _ server: FakeServer,
        _ settings: String = "batch_size: 1",
        _ body: (Fixture) async throws -> Void
    ) async throws {
        let fixture = try await Fixture(try await server.start(), settings)
        try await body(fixture)
        try await fixture.shutdown()
        await server.stop()
    }

    @Test("The signals of an exporter share one session, whose id stands in every part")
    func sharesSession() async throws {
        let server = FakeServer { _ in FakeServer.taken }
        try await with(server) { fixture in
            try await fixture.logs.consume(.sample(1))
            try await fixture.traces.consume(.sample(1))
            try await fixture.shutdown()
        }
        #expect(server.count("/v1/handshake/init") == 1)
        #expect(server.count() == 2)
        for request in server.requests() {
            let text = request.body.text
            #expect(text.contains("\r\nX-Lf-Key-Id: k1\r\n"))
            #expect(request.headers["content-type"]?.hasPrefix("multipart/mixed; boundary=") == true)
        }
    }

    @Test("429 makes all signals wait for as long as the server says, and nothing is dropped")
    func waits() async throws {
        let server = FakeServer { number in
            guard number == 1 else { return FakeServer.taken }
            var response = HTTPResponse(status: 429)
            response.headers.append("retry-after", "40")
            return response
        }
        try await with(server) { fixture in
            try await fixture.logs.consume(.sample(1))
            _ = await fixture.log.wait(for: Self.retryLine)
            try await fixture.traces.consume(.sample(1))
            await fixture.clock.waitForSleepers(2)
            #expect(server.count() == 1)
            fixture.clock.advance(by: .seconds(40))
            try await fixture.shutdown()
            #expect(server.count() == 3)
            #expect(fixture.value("exporter_sent_log_records") == 1)
            #expect(fixture.value("exporter_sent_spans") == 1)
        }
    }

    @Test("429 for ever is given up in the end")
    func givesUp() async throws {
        let server = FakeServer { _ in HTTPResponse(status: 429) }
        try await with(server) { fixture in
            try await fixture.logs.consume(.sample(1))
            for _ in 0..<5 {
                await fixture.clock.waitForSleepers()
                fixture.clock.advance(by: .seconds(60))
            }
            let line = await fixture.log.wait(for: "Exporting failed. Dropping data.")
            #expect(line.fields.contains { $0.key == "error" && "\($0.value)".contains("no more retries left: ") })
            #expect(server.count() <= 6)
            #expect(fixture.value("exporter_send_failed_log_records") == 1)
        }
    }

    @Test("What the server has is not sent again with the rest", arguments: [503, 400])
    func remembersWhatWasTaken(_ status: Int) async throws {
        let server = FakeServer { path, number in
            switch path {
            case "/v1/handshake/init":
                let key = FakeServer.publicKey.split(separator: "\n").joined(separator: #"\n"#)
                return FakeServer.json(#"{"public_key":"\#(key)\n","limits":{"max_batch_size":4}}"#)
            case "/v1/handshake/complete": return FakeServer.json(#"{"data":{"key_id":"k"}}"#)
            default: return number == 2 ? HTTPResponse(status: status) : FakeServer.taken
            }
        }
        try await with(server, "batch_size: 10") { fixture in
            try await fixture.logs.consume(.sample(10))
            if status == 503 {
                await fixture.clock.waitForSleepers()
                fixture.clock.advance(by: .seconds(2))
            }
            try await fixture.shutdown()
            let sizes = server.requests().map { $0.body.text.split(separator: "X-Lf-Nonce").count - 1 }
            #expect(sizes == (status == 503 ? [4, 4, 4, 2] : [4, 4, 2]))
            #expect(fixture.value("exporter_sent_log_records") == (status == 503 ? 10 : 6))
            #expect(fixture.value("exporter_send_failed_log_records") == (status == 503 ? 0 : 4))
        }
    }

    @Test("Rate limits are shown as the server last said them")
    func showsRates() async throws {
        let server = FakeServer { number in
            var response = FakeServer.taken
            response.headers.append("x-ratelimit-remaining", "\(100 - number)")
            return response
        }
        try await with(server) { fixture in
            #expect(fixture.metrics.snapshot().allSatisfy { !$0.name.contains("ratelimit") })
            try await fixture.logs.consume(.sample(2))
            try await fixture.shutdown()
            #expect(fixture.value("exporter_logflux_ratelimit_remaining") == 98)
        }
    }

    @Test("A server that refuses the API key ends the collector; what went wrong later does not")
    func reportsRefusal() async throws {
        let server = FakeServer { _, _ in HTTPResponse(status: 403, text: "key eu-lf_0123456789 is no good") }
        try await with(server) { fixture in
            try await fixture.logs.consume(.sample(1))
            _ = await fixture.log.wait(for: Self.retryLine)
            let report = try #require(fixture.host.reports.first)
            guard case .fatalError(let message) = report.status else { Issue.record("\(report)"); return }
            #expect(message == "handshake init failed with status 403: key eu-lf_****6789 is no good")
        }
    }

    @Test("A session that is not there is tried for with growing pauses, not by every request")
    func triesHandshakes() async throws {
        let server = FakeServer { path, number in
            path == "/v1/handshake/init" && number < 3 ? HTTPResponse(status: 500) : FakeServer.offer
        }
        try await with(server) { fixture in
            _ = await fixture.log.wait(
                for: "Could not agree on a session key with LogFlux. Will try again after interval."
            )
            for _ in 0..<5 { try await fixture.logs.consume(.sample(1)) }
            // The keeper's own pause, and those of two workers.
            await fixture.clock.waitForSleepers(3)
            #expect(server.count("/v1/handshake/init") == 1)
        }
    }
}
