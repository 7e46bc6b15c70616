import CollectorAPI
import CollectorConfig
import CollectorTestKit
import ExporterKit
import Pdata

@testable import CollectorNet
@testable import OTLPGRPCExporter

/// A running exporter without a queue, and what stands around it.
struct Fixture<Data: SampleTelemetry>: Sendable {
    let exporter: SendingExporter<Data>
    let clock = TestClock()
    let log = RecordingLogSink()
    let metrics = MetricRegistry()

    /// The settings of pauses without jitter.
    static var retry: String { "retry_on_failure: {initial_interval: 1s, randomization_factor: 0}" }

    /// An exporter with `settings`, YAML in flow style without braces, whose client reconnects without a pause.
    init(_ settings: String) async throws {
        let settings = try OTLPGRPCExporterSettings.decode(yaml: "{sending_queue: {enabled: false}, \(settings)}")
        let context = ComponentContext.test("otlp_grpc", kind: .exporter, log: log, metrics: metrics)
        let client = GRPCClient(settings.client, logger: log.logger) {
            $0.backoff = Backoff(initial: .zero, maximum: .zero)
        }
        exporter = OTLPGRPCExporter.make(settings, context, client)
        try await exporter.start(TestHost(clock: clock))
    }

    /// An exporter to `address` by the factory's way.
    static func sending(to address: SocketAddress, _ more: String = Fixture.retry) async throws -> Fixture {
        try await Fixture("endpoint: \"http://\(address)\", \(more)")
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
