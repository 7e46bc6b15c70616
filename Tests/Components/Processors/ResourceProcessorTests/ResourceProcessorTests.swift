import CollectorAPI
import CollectorTestKit
import OTLPOracle
import Pdata
import Testing

@testable import ResourceProcessor

@Suite struct ResourceProcessorTests {
    private static let actions = """
        attributes:
          - {key: env, value: prod, action: upsert}
          - {key: service, from_attribute: service.name, action: insert}
          - {key: service.name, action: delete}
        """

    private func check<Data: SampleTelemetry>(
        _ processor: any Processor<Data>,
        _ next: RecordingConsumer<Data>,
        _ attributes: (Data) -> [[Attribute]]
    ) async throws {
        let sample = Data.sample(3, service: "shop")
        try await processor.consume(sample)
        let received = try #require(next.received.first)
        #expect(received.itemCount == sample.itemCount)
        #expect(
            attributes(received) == [[Attribute("env", .string("prod")), Attribute("service", .string("shop"))]]
        )
        #expect(try Data(validating: received.segments[0]).itemCount == 3)
    }

    @Test func editsEverySignal() async throws {
        let factory = ResourceProcessorFactory()
        let settings = try ResourceSettings.decode(yaml: Self.actions)
        let context = ComponentContext.test("resource", kind: .processor)
        let outputs = RecordingOutputs()
        try await check(factory.traces(settings, context, outputs.traces), outputs.traces) { traces in
            var found: [[Attribute]] = []
            traces.forEachResource { found.append($0.resource.attributes.owned()) }
            return found
        }
        try await check(factory.metrics(settings, context, outputs.metrics), outputs.metrics) { metrics in
            var found: [[Attribute]] = []
            metrics.forEachResource { found.append($0.resource.attributes.owned()) }
            return found
        }
        try await check(factory.logs(settings, context, outputs.logs), outputs.logs) { logs in
            var found: [[Attribute]] = []
            logs.forEachResource { found.append($0.resource.attributes.owned()) }
            return found
        }
        try await check(factory.profiles(settings, context, outputs.profiles), outputs.profiles) { profiles in
            var found: [[Attribute]] = []
            profiles.forEachResource { found.append($0.resource.attributes.owned()) }
            return found
        }
    }

    @Test func makesAResourceWhereThereIsNone() async throws {
        let next = RecordingConsumer<Traces>()
        let processor = try ResourceProcessorFactory().traces(
            .decode(yaml: "attributes: [{key: a, value: 1, action: insert}]"),
            .test("resource", kind: .processor),
            next
        )
        let request = Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest.with {
            $0.resourceSpans = [.with { $0.scopeSpans = [.with { $0.spans = [.with { $0.name = "s" }] }] }]
        }
        try await processor.consume(Traces(validating: Bytes(request.serializedBytes() as [UInt8])))
        var found: [[Attribute]] = []
        next.received.first?.forEachResource { found.append($0.resource.attributes.owned()) }
        #expect(found == [[Attribute("a", .int(1))]])
    }

    @Test func needsActions() {
        let error = #expect(throws: (any Error).self) { try ResourceSettings.decode(yaml: "attributes: []") }
        #expect(error.map { "\($0)".contains("missing required field \"attributes\"") } == true)
    }
}
