import CollectorAPI
import CollectorConfig
import CollectorTestKit
import ExporterKit
import Pdata

@testable import OTLPHTTPExporter

/// A running exporter without a queue, and what stands around it.
struct Fixture<Data: SampleTelemetry>: Sendable {
    let exporter: SendingExporter<Data>
    let clock = TestClock()
    let log = RecordingLogSink()
    let metrics = MetricRegistry()

    /// The settings of pauses without jitter.
    static var retry: String { "retry_on_failure: {initial_interval: 1s, randomization_factor: 0}" }

    /// An exporter with `settings`, YAML in flow style without braces.
    init(_ settings: String) async throws {
        let settings = try OTLPHTTPExporterSettings.decode(yaml: "{sending_queue: {enabled: false}, \(settings)}")
        let context = ComponentContext.test("otlp_http", kind: .exporter, log: log, metrics: metrics)
        exporter = try OTLPHTTPExporter.make(settings, context)
        try await exporter.start(TestHost(clock: clock))
    }

    /// Runs `body` with an exporter to `backend`, and stops both.
    static func with(
        _ backend: Backend,
        _ settings: String = Fixture.retry,
        _ body: (Fixture) async throws -> Void
    ) async throws {
        let url = try await backend.start()
        let fixture = try await Fixture("endpoint: \"\(url)\", \(settings)")
        try await body(fixture)
        try await fixture.exporter.shutdown()
        await backend.stop()
    }

    /// Starts sending `count` items.
    func send(_ count: Int = 3) -> Task<ConsumeError?, Never> {
        Task { [exporter] in
            do {
                try await exporter.consume(.sample(count))
                return nil
            } catch {
                return ConsumeError(error)
            }
        }
    }

    /// The first warning that an attempt failed and is made again.
    func failure() async -> RecordingLogSink.Line {
        await log.wait(for: "Exporting failed. Will retry the request after interval.")
    }

    /// The value of a metric.
    func value(_ name: String) -> Double? {
        metrics.snapshot().first { $0.name == name }?.samples.first?.value
    }

    /// Waits for the first pause between attempts, and ends it.
    func endPause(_ duration: Duration = .seconds(1)) async {
        await clock.waitForSleepers()
        clock.advance(by: duration)
    }
}
