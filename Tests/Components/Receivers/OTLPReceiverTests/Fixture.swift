import CollectorAPI
import CollectorConfig
import CollectorNet
import CollectorTestKit
import Pdata
import Testing

@testable import OTLPReceiver

/// A running receiver, and what stands around it.
struct Fixture {
    let receiver: OTLPReceiver
    let log: RecordingLogSink
    let metrics: MetricRegistry
    let grpc: GRPCClient
    let grpcPort: Int
    let httpPort: Int

    static let yaml = "protocols: {grpc: {endpoint: 127.0.0.1:0}, http: {endpoint: 127.0.0.1:0}}"

    /// Runs `body` against a receiver with the settings in `yaml`, and stops it.
    static func with(
        _ outputs: ReceiverOutputs,
        yaml: String = Fixture.yaml,
        _ body: (Fixture) async throws -> Void
    ) async throws {
        let log = RecordingLogSink()
        let metrics = MetricRegistry()
        let context = ComponentContext.test("otlp", kind: .receiver, log: log, metrics: metrics)
        let receiver = OTLPReceiver(try OTLPReceiverSettings.decode(yaml: yaml), context, outputs)
        try await receiver.start(TestHost())
        let grpcPort = receiver.grpcAddress?.port ?? 0
        let client = GRPCClient(
            GRPCClientSettings(endpoint: "127.0.0.1:\(grpcPort)", insecure: true),
            logger: log.logger
        )
        let fixture = Fixture(
            receiver: receiver,
            log: log,
            metrics: metrics,
            grpc: client,
            grpcPort: grpcPort,
            httpPort: receiver.httpAddress?.port ?? 0
        )
        do {
            try await body(fixture)
        } catch {
            await client.shutdown()
            try await receiver.shutdown()
            throw error
        }
        await client.shutdown()
        try await receiver.shutdown()
    }

    /// The value of a counter.
    func count(_ name: String, transport: String) -> Double? {
        metrics.snapshot().first { $0.name == name }?.samples.first { sample in
            sample.attributes.contains { $0 == ("transport", transport) }
                && sample.attributes.contains { $0 == ("receiver", "otlp") }
        }?.value
    }
}

extension Telemetry {
    /// The request that the value stands for, in one piece.
    var wire: [UInt8] { segments.flatMap(\.array) }
}
