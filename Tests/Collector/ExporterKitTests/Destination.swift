import CollectorAPI
import CollectorConfig
import CollectorTestKit
import ExporterKit
import Pdata

/// A destination that answers as a test says, the exporter that sends to it, and what stands around them.
struct Destination<Data: SampleTelemetry>: Sendable {
    let exporter: SendingExporter<Data>
    let received: RecordingConsumer<Data>
    let clock = TestClock()
    let log = RecordingLogSink()
    let metrics = MetricRegistry()
    let stops = Lock(0)
    let host: TestHost

    /// A destination that answers the n-th attempt, counted from 1, by `answer`; without jitter in the pauses.
    init(
        attributes: [String: String] = [:],
        queue: String? = nil,
        queueIsOff: Bool = false,
        extensions: [ComponentID: any Extension] = [:],
        stopping gate: Gate? = nil,
        _ change: (inout RetrySettings) -> Void = { _ in },
        retries: Bool = true,
        answer: @escaping @Sendable (Int) async throws(ConsumeError) -> PartialSuccess?
    ) {
        var retry = RetrySettings()
        retry.initialInterval = .seconds(1)
        retry.multiplier = 2
        retry.randomizationFactor = 0
        change(&retry)
        let received = RecordingConsumer<Data>()
        let attempts = Lock(0)
        let stops = stops
        self.received = received
        host = TestHost(clock: clock, extensions: extensions)
        exporter = SendingExporter(
            .test("sample", name: "x", kind: .exporter, log: log, metrics: metrics),
            queue: queueIsOff ? Section.absent : queue.map { Section.some(Self.queue($0)) },
            retry: retries ? Section.some(retry) : Section.absent,
            attributes: attributes,
            stop: {
                stops.withLock { $0 += 1 }
                gate?.open()
            },
            attempt: { data throws(ConsumeError) in
                let attempt = attempts.withLock { count in
                    count += 1
                    return count
                }
                let partial = try await answer(attempt)
                do {
                    try await received.consume(data)
                } catch {
                    throw ConsumeError(error)
                }
                return partial
            }
        )
    }

    /// The settings of a queue from YAML in flow style.
    static func queue(_ yaml: String) -> QueueSettings {
        do throws(ConfigErrors) {
            return try QueueSettings.decode(yaml: yaml)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// Starts sending `count` items of `service`.
    func send(_ count: Int = 3, service: String = "test", client: ClientContext = ClientContext()) -> Task<
        ConsumeError?, Never
    > {
        Task { [exporter] in
            do {
                try await ClientContext.$current.withValue(client) {
                    try await exporter.consume(.sample(count, service: service))
                }
                return nil
            } catch {
                return ConsumeError(error)
            }
        }
    }

    /// The value of a metric of the exporter.
    func value(_ name: String) -> Double? {
        metrics.snapshot().first { $0.name == name }?.samples.first { sample in
            sample.attributes.contains { $0 == ("exporter", "sample/x") }
        }?.value
    }

    var retries: [RecordingLogSink.Line] {
        log.lines.filter { $0.message == "Exporting failed. Will retry the request after interval." }
    }
}
