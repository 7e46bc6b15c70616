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

    /// The lines between two manifests.
    private func lines(_ old: String, _ new: String) throws -> [String] {
        let folder = try TemporaryFolder()
        try folder.write("module otlp\n", to: "otlp/go.mod")
        let context = ProcessContext(environment: [:], currentFolder: folder.path, executable: "/")
        var diagnostics = Diagnostics()
        let facts = try [("old.yaml", old), ("new.yaml", new)].compactMap { name, text in
            try folder.write(text, to: name)
            return DistributionFacts.read(name, context: context, library: Fixture.repository, into: &diagnostics)
        }
        #expect(!diagnostics.hasErrors, "\(diagnostics.sorted)")
        try #require(facts.count == 2)
        let difference = DistributionDifference(facts[0], facts[1])
        #expect(difference.isEmpty == difference.lines.isEmpty)
        return difference.lines
    }

    @Test func settingsOfManifestsAreComparedToo() throws {
        let old = """
            dist: {name: a, description: Ours, output_path: ./a, go: /usr/bin/go}
            receivers: [{gomod: go.opentelemetry.io/collector/receiver/otlpreceiver v0.159.0, name: mine}]
            replaces: ["a => ../a", "https://me:secret@b.c => ../b"]
            configs: [c.yaml, [d.yaml, e.yaml]]
            """
        let new = """
            dist: {name: a, description: Theirs, output_path: ./a, debug_compilation: true}
            receivers:
              - gomod: go.opentelemetry.io/collector/receiver/otlpreceiver v0.159.0
                import: go.opentelemetry.io/collector/receiver/otlpreceiver
                path: ./otlp
            replaces: ["a => ../a", "https://you:secret@b.c => ../z"]
            configs: [[d.yaml, f.yaml], c.yaml]
            conf_resolver: {default_uri_scheme: file}
            """
        #expect(
            try lines(old, new) == [
                "+ conf_resolver.default_uri_scheme: file", "+ dist.debug_compilation: true",
                "* dist.description: Ours → Theirs", "- dist.go: /usr/bin/go", "- configs: d.yaml,e.yaml",
                "+ configs: d.yaml,f.yaml", "- replaces: https://b.c => ../b", "+ replaces: https://b.c => ../z",
                "- receiver otlp name: mine", "+ receiver otlp path: ./otlp",
            ]
        )
        #expect(try lines(old, "# A comment.\n" + old) == [])
    }

    @Test func binariesAreComparedByWhatTheyWereBuiltFrom() throws {
        let text = try Fixture.text("../Snapshots/m.lock")
        var diagnostics = Diagnostics()
        let lock = try #require(BuildLock.decode(text, file: "m.lock", into: &diagnostics))
        var old = try #require(DistributionFacts.decode(components: printed, file: "c", into: &diagnostics))
        var new = old
        old.build = lock.facts
        var changed = lock
        changed.swift = "6.3.2"
        changed.options.isStatic = true
        changed.modules["Added"] = String(repeating: "ab", count: 32)
        changed.system["libssl-dev"] = nil
        changed.system["libfoo-dev"] = "1.0"
        new.build = changed.facts
        let lines = DistributionDifference(old, new).lines
        #expect(lines.contains("+ module Added: sources abababababab"))
        #expect(lines.contains("* swift: \(lock.swift) → 6.3.2"))
        #expect(lines.contains("* option static: false → true"))
        #expect(lines.contains("+ system package libfoo-dev: 1.0"))
        // Of a manifest nobody knows what a binary of it would be built from.
        new.build = nil
        #expect(DistributionDifference(old, new).isEmpty)
    }
}
