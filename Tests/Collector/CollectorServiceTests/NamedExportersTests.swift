import CollectorAPI
import CollectorTestKit
import Pdata
import Testing

@testable import CollectorService

/// Processors that hand telemetry to exporters of their pipeline themselves.
@Suite struct NamedExportersTests {
    private func config(_ named: String, processors: String = "fake", exporters: String = "fake/a, fake/b") -> String {
        """
        receivers: {fake: }
        processors: {fake: {exporters: [\(named)]}, fake/2: }
        exporters: {fake/a: , fake/b: , fake/c: }
        service:
          \(quiet)
          pipelines:
            traces: {receivers: [fake], processors: [\(processors)], exporters: [\(exporters)]}
            metrics: {receivers: [fake], exporters: [fake/a, fake/b, fake/c]}
        """
    }

    @Test func getThem() async throws {
        let fixture = try Fixture(config("fake/b"))
        try await fixture.service.start()
        let output = try #require(fixture.journal.outputs(of: ComponentID("fake")).traces)
        try await output.consume(.sample(3))
        try await fixture.service.shutdown()
        let a = try ComponentID(parsing: "fake/a")
        let b = try ComponentID(parsing: "fake/b")
        #expect(fixture.journal.exported(Traces.self, by: a)?.itemCount == 0)
        #expect(fixture.journal.exported(Traces.self, by: b)?.itemCount == 3)
        #expect(
            fixture.page.contains(#"processor_outgoing_items{otel_signal="traces",processor="fake"} 3"#),
            "\(fixture.page)"
        )
    }

    @Test(arguments: [
        (
            "fake/x", "fake/a",
            "exporter \"fake/x\" not found among the exporters of pipeline \"traces\"; did you mean 'fake/a'?"
        ),
        (
            "exporter-b", "fake/a, fake/b",
            "not found among the exporters of pipeline \"traces\"; did you mean 'fake/b'?"
        ),
        ("fake/c", "fake/a", "add it to service::pipelines::traces::exporters"),
        ("something", "fake/a, fake/b", "the pipeline's exporters are: fake/a, fake/b"),
    ])
    func areThePipelines(named: String, exporters: String, message: String) throws {
        let errors = try Fixture.errors(config(named, exporters: exporters))
        #expect(errors.count == 1, "\(errors)")
        #expect(errors.first?.hasPrefix("c.yaml:2:33: error: processors::fake::exporters::0: ") == true, "\(errors)")
        #expect(errors.first?.contains(message) == true, "\(errors)")
    }

    @Test func comeLast() throws {
        let errors = try Fixture.errors(config("fake/a, fake/b", processors: "fake, fake/2"))
        #expect(
            errors == [
                "c.yaml:7:46: error: service::pipelines::traces: processor \"fake\" hands telemetry to exporters itself, and "
                    + "must be the last processor; move it behind 'fake/2'"
            ]
        )
    }

    @Test func tellOfExportersThatGetNothing() throws {
        let warnings = try Fixture.diagnostics(config("fake/a", processors: "fake/2, fake")).map(\.description)
        #expect(
            warnings == [
                "c.yaml:7:81: warning: service::pipelines::traces: exporter \"fake/b\" gets nothing: processor \"fake\" does not "
                    + "name it"
            ]
        )
    }

    @Test(arguments: [
        ("processors: [fake], exporters: [fake/a]", "", true),
        ("exporters: [join]", "processors: [fake], exporters: [fake/a]", true),
        ("exporters: [join]", "exporters: [fake/a]", false),
    ])
    func receiversKeepMetadataThatIsReadBehind(first: String, second: String, isKept: Bool) throws {
        let isJoined = !second.isEmpty
        let fixture = try Fixture(
            """
            receivers: {fake: , fake/other: }
            processors: {fake: {reads_metadata: true}}
            exporters: {fake/a: }
            \(isJoined ? "connectors: {join: }" : "")
            service:
              \(quiet)
              pipelines:
                traces/first: {receivers: [fake], \(first)}
                traces/other: {receivers: [fake/other], exporters: [fake/a]}
                \(isJoined ? "traces/second: {receivers: [join], \(second)}" : "")
            """
        )
        #expect(fixture.journal.outputs(of: ComponentID("fake")).readsCallMetadata == isKept)
        let other = try ComponentID(parsing: "fake/other")
        #expect(!fixture.journal.outputs(of: other).readsCallMetadata)
    }
}
