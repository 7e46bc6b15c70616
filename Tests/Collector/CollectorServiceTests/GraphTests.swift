import CollectorAPI
import CollectorTestKit
import Pdata
import Testing

@testable import CollectorService

@Suite struct GraphTests {
    @Test func startsFromExportersUpAndStopsTheOtherWay() async throws {
        let fixture = try Fixture(
            """
            receivers: {fake: }
            processors: {fake/a: , fake/b: }
            exporters: {fake: }
            extensions: {fake: }
            service:
              \(quiet)
              extensions: [fake]
              pipelines:
                traces: {receivers: [fake], processors: [fake/a, fake/b], exporters: [fake]}
            """
        )
        try await fixture.service.start()
        try await fixture.service.shutdown()
        let lifecycle = fixture.journal.events.filter { !$0.hasPrefix("create") }
        #expect(
            lifecycle == [
                "start extension fake", "start exporter fake traces", "start processor fake/b",
                "start processor fake/a",
                "start receiver fake", "ready extension fake", "stopping extension fake", "shutdown receiver fake",
                "shutdown processor fake/a", "shutdown processor fake/b", "shutdown exporter fake traces",
                "shutdown extension fake",
            ]
        )
    }

    @Test func sharesReceiversAndExportersAndRepeatsProcessors() throws {
        let fixture = try Fixture(
            """
            receivers: {fake: }
            processors: {fake: }
            exporters: {fake: }
            service:
              \(quiet)
              pipelines:
                traces/1: {receivers: [fake], processors: [fake], exporters: [fake]}
                traces/2: {receivers: [fake], processors: [fake], exporters: [fake]}
                metrics: {receivers: [fake], processors: [fake], exporters: [fake]}
            """
        )
        let created = fixture.journal.events
        #expect(created.filter { $0 == "create receiver fake" }.count == 1)
        #expect(created.filter { $0 == "create processor fake" }.count == 3)
        #expect(created.filter { $0 == "create exporter fake traces" }.count == 1)
        #expect(created.filter { $0 == "create exporter fake metrics" }.count == 1)
        let outputs = fixture.journal.outputs(of: ComponentID("fake"))
        #expect(outputs.traces != nil)
        #expect(outputs.metrics != nil)
        #expect(outputs.logs == nil)
    }

    @Test func carriesDataThroughConnectors() async throws {
        let fixture = try Fixture(
            """
            receivers: {fake: }
            processors: {fake: }
            exporters: {fake/hot: , fake/cold: }
            connectors: {join: }
            service:
              \(quiet)
              pipelines:
                traces: {receivers: [fake], exporters: [join]}
                traces/hot: {receivers: [join], processors: [fake], exporters: [fake/hot]}
                traces/cold: {receivers: [join], exporters: [fake/cold]}
            """
        )
        try await fixture.service.start()
        let entry = try #require(fixture.journal.outputs(of: ComponentID("fake")).traces)
        let client = ClientContext(address: "10.1.1.1:1")
        try await ClientContext.$current.withValue(client) { try await entry.consume(.sample(3)) }
        for name in ["hot", "cold"] {
            let exporter = try #require(fixture.journal.exported(Traces.self, by: ComponentID("fake", name: name)))
            #expect(exporter.calls.map(\.data.itemCount) == [3])
            #expect(exporter.calls.first?.client == client)
        }
        try await fixture.service.shutdown()
    }

    @Test func failedStartNamesTheComponent() async throws {
        let fixture = try Fixture(
            """
            receivers: {fake: {fails_to_start: true}, fake/2: }
            exporters: {fake: }
            service:
              \(quiet)
              pipelines: {traces: {receivers: [fake, fake/2], exporters: [fake]}}
            """
        )
        let error = await #expect(throws: ServiceError.self) { try await fixture.service.start() }
        #expect(error?.description == "cannot start pipelines: failed to start \"fake\" receiver: made to fail")
        try await fixture.service.shutdown()
        let stopped = fixture.journal.events.filter { $0.hasPrefix("shutdown") }
        #expect(stopped == ["shutdown receiver fake", "shutdown exporter fake traces"])
    }

    @Test func failedCreationNamesTheComponent() {
        let error = #expect(throws: ServiceError.self) {
            try Fixture(
                """
                receivers: {fake: }
                processors: {fake: {fails_to_create: true}}
                exporters: {fake: }
                service: {pipelines: {traces: {receivers: [fake], processors: [fake], exporters: [fake]}}}
                """
            )
        }
        #expect(error?.description == "failed to create \"fake\" processor, in pipeline \"traces\": made to fail")
    }

    @Test func countsWhatPassesProcessors() async throws {
        let fixture = try Fixture(
            """
            receivers: {fake: }
            processors: {fake: }
            exporters: {fake: }
            service:
              \(quiet)
              pipelines: {traces: {receivers: [fake], processors: [fake], exporters: [fake]}}
            """
        )
        try await fixture.service.start()
        try await fixture.journal.outputs(of: ComponentID("fake")).traces?.consume(.sample(5))
        let page = fixture.page
        #expect(page.contains("otelcol_processor_incoming_items{otel_signal=\"traces\",processor=\"fake\"} 5\n"))
        #expect(page.contains("otelcol_processor_outgoing_items{otel_signal=\"traces\",processor=\"fake\"} 5\n"))
        try await fixture.service.shutdown()
    }
}
