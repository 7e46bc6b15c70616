import CollectorAPI
import CollectorConfig
import CollectorTestKit
import ForwardConnector
import Pdata
import Testing

struct ForwardConnectorTests {
    private static let config = ForwardConnectorConfig()
    private static let context = ComponentContext.test("forward", kind: .connector)

    @Test func forwardsEachSignalToItself() async throws {
        let outputs = RecordingOutputs()
        let factory = ForwardConnectorFactory()
        let empty = Bytes()
        try await factory.traces(Self.config, Self.context, outputs.connector()).consume(Traces(validating: empty))
        try await factory.metrics(Self.config, Self.context, outputs.connector()).consume(Metrics(validating: empty))
        try await factory.logs(Self.config, Self.context, outputs.connector()).consume(Logs(validating: empty))
        try await factory.profiles(Self.config, Self.context, outputs.connector())
            .consume(Profiles(validating: empty))
        #expect(outputs.traces.calls.count == 1)
        #expect(outputs.metrics.calls.count == 1)
        #expect(outputs.logs.calls.count == 1)
        #expect(outputs.profiles.calls.count == 1)
    }

    @Test func passesTheSameBytesAndTheClient() async throws {
        let outputs = RecordingOutputs()
        let connector = try ForwardConnectorFactory().logs(Self.config, Self.context, outputs.connector())
        // One resource with one scope with one empty record.
        let request = Bytes([0x0A, 0x04, 0x12, 0x02, 0x12, 0x00])
        let client = ClientContext(address: "192.0.2.7:5000", metadata: ["tenant": ["a"]])
        try await ClientContext.$current.withValue(client) { try await connector.consume(Logs(validating: request)) }
        let call = try #require(outputs.logs.calls.first)
        #expect(call.data.segments == [request])
        #expect(call.client == client)
    }

    @Test func asksForTheCompressedBytesThatItsPipelinesSend() throws {
        let output = ConnectorOutput<Logs>(all: RecordingConsumer(passingOn: [.gzip]), pipelines: [:])
        let connector = try ForwardConnectorFactory().logs(Self.config, Self.context, ConnectorOutputs(logs: output))
        #expect(connector.passedOnCodings == [.gzip])
    }

    @Test func passesOnARefusal() async throws {
        let outputs = RecordingOutputs(refusing: .retryable("full", after: .seconds(3)))
        let connector = try ForwardConnectorFactory().logs(Self.config, Self.context, outputs.connector())
        let error = await #expect(throws: ConsumeError.self) {
            try await connector.consume(Logs(validating: Bytes()))
        }
        #expect(error?.message == "full")
        #expect(error?.disposition == .retryable(after: .seconds(3)))
    }

    @Test func needsAPipelineOfTheSignal() {
        #expect(throws: UnsupportedSignal.self) {
            try ForwardConnectorFactory().traces(
                Self.config,
                Self.context,
                RecordingOutputs().connector([.logs])
            )
        }
    }

    @Test(arguments: ["", "{}", "null"]) func nothingIsItsConfiguration(_ yaml: String) throws {
        _ = try ForwardConnectorConfig.decode(yaml: yaml)
    }

    @Test func anyKeyIsAnError() {
        let error = #expect(throws: ConfigErrors.self) { try ForwardConnectorConfig.decode(yaml: "x: 1") }
        #expect(error?.description.contains("has invalid keys: x") == true)
    }
}
