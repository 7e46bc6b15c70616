import CollectorConfig
import Foundation
import Testing

@testable import Builder

@Suite struct ManifestSchemaTests {
    private func schema() throws -> ConfigNode {
        try ConfigNode(yaml: ManifestSchema(try Fixture.catalog()).json, source: "schema")
    }

    private func problems(_ text: String) throws -> [String] {
        var checker = SettingsChecker(path: [])
        checker.check(try ConfigNode(yaml: text, source: "m.yaml"), try schema())
        return checker.diagnostics.map(\.description)
    }

    @Test func everyKeyOfManifestsIsInIt() throws {
        let properties = try schema()["properties"]
        let sections = Set(properties?.entries.map(\.key) ?? [])
        #expect(sections == Set(ManifestDecoder.keys))
        let distribution = Set(properties?["dist"]?["properties"]?.entries.map(\.key) ?? [])
        #expect(distribution == Set(DistributionDecoder.keys))
        let entry = Set(properties?["receivers"]?["items"]?["properties"]?.entries.map(\.key) ?? [])
        #expect(entry == Set(EntryDecoder.keys))
    }

    @Test func ourManifestsFitIt() throws {
        for name in ["core", "quickstart", "contrib", "flagsmith/builder-config", "logflux/builder-config"] {
            let text = try String(contentsOfFile: "\(Fixture.repository)/manifests/\(name).yaml", encoding: .utf8)
            #expect(try problems(text) == [], "\(name)")
        }
        #expect(try problems(Fixture.text("checked.yaml")) == [])
    }

    @Test func mistakesDoNot() throws {
        let found = try problems("dist: {nam: a}\nrecievers: []\nexporters: [{gomud: a}]\nconfigs: [{a: b}]\n")
        #expect(found.count == 4)
    }

    @Test func editorsOfferTheModulesOfEachSection() throws {
        let exporters = try schema()["properties"]?["exporters"]?["items"]?["properties"]
        let modules = exporters?["gomod"]?["anyOf"]?.elements.first?["enum"]?.elements.compactMap(\.string) ?? []
        #expect(modules.contains("go.opentelemetry.io/collector/exporter/debugexporter v0.159.0"))
        #expect(!modules.contains { $0.contains("receiver") })
    }

    @Test func theCollectorsSchemaIsThatOfItsComponents() throws {
        let outcome = try Outcome(Fixture.text("checked.yaml"))
        let read = ReadManifest(
            file: ManifestFile(name: "m.yaml", directory: "", text: ""),
            manifest: try #require(outcome.manifest),
            resolution: try #require(outcome.resolution),
            catalog: try Fixture.catalog(),
            library: ComponentLibrary(root: Fixture.repository),
            isComplete: true
        )
        var diagnostics = Diagnostics()
        let schema = try ConfigNode(yaml: CollectorSchema(read).json(into: &diagnostics), source: "schema")
        #expect(diagnostics.sorted == [])
        let exporters = schema["properties"]?["exporters"]?["patternProperties"]
        #expect(exporters?.entries.map(\.key) == ["^(otlp_grpc|otlp)(/.+)?$", "^(debug)(/.+)?$"])
        #expect(exporters?["^(debug)(/.+)?$"]?["properties"]?["verbosity"] != nil)
        #expect(schema["properties"]?["service"]?["properties"]?["telemetry"] != nil)
    }

    @Test func theModelineIsTheFirstLineAndThereOnce() {
        let text = EditorWiring.wired("# Ours.\ndist:\n", to: "./m.schema.json")
        #expect(text == "# yaml-language-server: $schema=./m.schema.json\n# Ours.\ndist:\n")
        #expect(EditorWiring.wired(text, to: "./m.schema.json") == text)
        #expect(EditorWiring.wired(text, to: "./n.json") == text.replacing("m.schema.json", with: "n.json"))
    }
}
