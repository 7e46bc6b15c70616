import Foundation
import Testing

@testable import Builder

@Suite struct DistributionDifferenceTests {
    /// As a collector's command `components` prints it.
    private let printed = """
        buildinfo:
            command: gateway
            description: Ours
            version: 1.1.0
        receivers:
            - name: otlp
              module: go.opentelemetry.io/collector/receiver/otlpreceiver v0.159.0
              stability:
                logs: Stable
        exporters:
            - name: debug
              module: DebugExporter
        providers:
            - scheme: env
              module: go.opentelemetry.io/collector/confmap/provider/envprovider v1.65.0
        """

    @Test func aBinaryTellsItsComponents() throws {
        var diagnostics = Diagnostics()
        let facts = DistributionFacts.decode(components: printed, file: "c", into: &diagnostics)
        #expect(diagnostics.sorted == [])
        #expect(facts?.name == "gateway")
        #expect(
            facts?.components.map { "\($0.kind) \($0.type)" } == ["receiver otlp", "exporter debug", "provider env"]
        )
    }

    @Test func differencesAreLinesOfReleaseNotes() throws {
        var diagnostics = Diagnostics()
        var old = try #require(DistributionFacts.decode(components: printed, file: "c", into: &diagnostics))
        var new = old
        #expect(DistributionDifference(old, new).isEmpty)
        old.bytes = 19 << 20
        new.bytes = (17 << 20) + (1 << 19)
        new.version = "1.2.0"
        new.components[0].module = "go.opentelemetry.io/collector/receiver/otlpreceiver v0.160.0"
        new.components[1] = DistributionFacts.Component(kind: "exporter", type: "nop", module: "NopExporter")
        let difference = DistributionDifference(old, new)
        #expect(!difference.isEmpty)
        #expect(
            difference.lines == [
                "* version: 1.1.0 → 1.2.0", "+ exporter nop (NopExporter)", "- exporter debug (DebugExporter)",
                "* receiver otlp: go.opentelemetry.io/collector/receiver/otlpreceiver v0.159.0 → v0.160.0",
                "* size: 19.0 MB → 17.5 MB",
            ]
        )
    }

    @Test func manifestsAreComparedWithWhatTheyCannotHaveToo() throws {
        let folder = Fixture.tests + "/Fixtures/public"
        let context = ProcessContext(environment: [:], currentFolder: folder, executable: "/")
        var diagnostics = Diagnostics()
        let facts = ["otelcol-0.38.yaml", "canonical-rock.yaml"].compactMap {
            DistributionFacts.read($0, context: context, library: Fixture.repository, into: &diagnostics)
        }
        try #require(facts.count == 2)
        let lines = DistributionDifference(facts[0], facts[1]).lines
        try expectSnapshot(lines.joined(separator: "\n") + "\n", "diff.txt")
    }
}
