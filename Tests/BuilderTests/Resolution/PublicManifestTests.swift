import Foundation
import Testing

@testable import Builder

/// Manifests that public repositories have: each resolves, or says exactly what of it is not available.
///
/// A snapshot changes when a component arrives: that is how it is seen which manifests it serves.
@Suite struct PublicManifestTests {
    static let names: [String] = {
        let folder = Fixture.tests + "/Fixtures/public"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }()

    @Test func areTen() { #expect(Self.names.count == 10) }

    @Test(arguments: names)
    func resolvesOrSaysWhatIsMissing(name: String) throws {
        let text = try Fixture.text("public/\(name).yaml")
        // Local folders of Go code, as they lie beside the originals.
        let folders = ["./pkg/processor/linkprocessor", "./exporter/cyphergraphexporter", "./"]
        let facts = FolderFacts.found(FolderFacts.Found(path: "/src", hasGoSources: true))
        let outcome = try Outcome(
            text,
            file: "\(name).yaml",
            surroundings: Surroundings(folders: Dictionary(uniqueKeysWithValues: folders.map { ($0, facts) }))
        )
        let entries = outcome.manifest?.entries.filter { !$0.isDefault && $0.section != .telemetry } ?? []
        let errors = outcome.diagnostics.filter { $0.severity == .error }
        let lines = Set(errors.compactMap(\.location?.line))
        // Every entry has become a component, or has an error on its line.
        let components = outcome.resolution?.components.filter { component in
            entries.contains { $0.location == component.location }
        }
        let missing = entries.filter { lines.contains($0.location.line) }
        #expect((components?.count ?? 0) + missing.count == entries.count)
        let summary = "\(components?.count ?? 0) of \(entries.count) modules resolve"
        try expectSnapshot(([summary] + outcome.messages).joined(separator: "\n") + "\n", "public/\(name).txt")
    }
}
