import Foundation
import Testing

@testable import Builder

@Suite struct DriftTests {
    private let context = ProcessContext(environment: [:], currentFolder: Fixture.tests, executable: "/")

    private let config = """
        receivers: {otlp: {protocols: {grpc: }}, kafka: }
        processors: {batch: , batch/2: , mine: }
        exporters: {otlp_grpc: {endpoint: "${env:HOST}:4317"}, amplitude: }
        extensions: {health_check: }
        service: {extensions: [health_check], pipelines: {traces: {receivers: [otlp], exporters: [otlp_grpc]}}}
        """

    /// The manifest in a folder of its own, beside `collector.yaml`.
    private func inFolder<Result>(_ manifest: String, _ body: (_ path: String, _ folder: String) throws -> Result)
        throws
        -> Result
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ocb-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try manifest.write(toFile: folder + "/m.yaml", atomically: true, encoding: .utf8)
        try config.write(toFile: folder + "/collector.yaml", atomically: true, encoding: .utf8)
        return try body(folder + "/m.yaml", folder)
    }

    private let manifest = """
        dist: {name: a}
        receivers:
          - gomod: go.opentelemetry.io/collector/receiver/otlpreceiver v0.150.0
          - gomod: go.opentelemetry.io/collector/receiver/nopreceiver v0.150.0  # for tests
        exporters:
          - gomod: go.opentelemetry.io/collector/exporter/otlpexporter v0.150.0
        configs: [collector.yaml]

        """

    @Test func bothDirectionsAreListed() throws {
        let lines = try inFolder(manifest) { path, folder in
            var diagnostics = Diagnostics()
            let run = DriftRun(context: context, library: Fixture.repository)
            let hasChanged = run.run(path, [], fixes: false, into: &diagnostics)
            #expect(!hasChanged)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text == manifest)
            return diagnostics.sorted.map { $0.description.replacing(folder + "/", with: "") }
        }
        try expectSnapshot(lines.joined(separator: "\n") + "\n", "drift.txt")
    }

    @Test func whatCanBeMendedIsMended() throws {
        let text = try inFolder(manifest) { path, _ in
            var diagnostics = Diagnostics()
            let run = DriftRun(context: context, library: Fixture.repository)
            let hasChanged = run.run(path, [], fixes: true, into: &diagnostics)
            #expect(hasChanged)
            // What is planned or unknown cannot be added.
            #expect(diagnostics.sorted.map(\.severity) == [.error, .error])
            return try String(contentsOfFile: path, encoding: .utf8)
        }
        let expected = """
            dist: {name: a}
            receivers:
              - gomod: go.opentelemetry.io/collector/receiver/otlpreceiver v0.150.0
            exporters:
              - gomod: go.opentelemetry.io/collector/exporter/otlpexporter v0.150.0
              - gomod: github.com/Flagsmith/flagsmith-otel-collector/exporter/amplitudeexporter v0.1.0
            configs: [collector.yaml]

            processors:
              - gomod: go.opentelemetry.io/collector/processor/batchprocessor v0.150.0

            extensions:
              - gomod: github.com/open-telemetry/opentelemetry-collector-contrib/extension/healthcheckextension v0.159.0

            """
        #expect(text == expected)
    }

    @Test func aManifestWithoutConfigurationsIsToldSo() throws {
        try inFolder("dist: {name: a}\n") { path, _ in
            var diagnostics = Diagnostics()
            _ = DriftRun(context: context, library: Fixture.repository).run(path, [], fixes: false, into: &diagnostics)
            #expect(diagnostics.sorted.map(\.message) == ["no configuration to compare \(path) with"])
        }
    }

    @Test func aManifestIsWrittenFromConfigurations() throws {
        var diagnostics = Diagnostics()
        let loader = ConfigLoader(environment: [:])
        let loaded = [
            ConfigSources(["yaml:" + config]), ConfigSources(["yaml:exporters: {debug: , a: \"${vault:k}\"}"]),
        ]
        .compactMap { loader.load($0, into: &diagnostics) }
        #expect(diagnostics.sorted == [])
        let named = zip(loaded, ["a.yaml", "with space.yaml"]).map { config, name in
            var config = config
            config.sources = ConfigSources([name])
            return config
        }
        let text = ManifestFromConfigs(named, catalog: try Fixture.catalog(), name: "edge").text(into: &diagnostics)
        let said = diagnostics.sorted.map { "# \($0.severity): \($0.message)\n" }.joined()
        try expectSnapshot(text + said, "from-config.yaml")
    }

    @Test(arguments: ["core", "quickstart", "contrib"])
    func aManifestFromAConfigurationSatisfiesIt(name: String) throws {
        var diagnostics = Diagnostics()
        let path = "\(Fixture.repository)/manifests/\(name).collector.yaml"
        let loaded = ConfigLoader(environment: [:]).load(ConfigSources([path]), into: &diagnostics)
        let config = try #require(loaded)
        let manifest = ManifestFromConfigs([config], catalog: try Fixture.catalog(), name: name).text(
            into: &diagnostics
        )
        #expect(diagnostics.sorted == [])
        let lines = try inFolder(manifest) { manifest, _ in
            var diagnostics = Diagnostics()
            let run = DriftRun(context: context, library: Fixture.repository)
            _ = run.run(manifest, [ConfigSources([path])], fixes: false, into: &diagnostics)
            return diagnostics.sorted
        }
        #expect(lines == [])
        #expect(try Checked(ConfigSources([path]), manifest).lines == [])
    }
}
