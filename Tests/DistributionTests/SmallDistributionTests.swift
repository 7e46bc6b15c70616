import Builder
import Foundation
import Testing

/// From a manifest to a running collector, without a network.
@Suite(.serialized, .timeLimit(.minutes(15))) struct SmallDistributionTests {
    private let binary = SmallDistribution.binary

    @Test func theBinaryIsAtTheOutputPathUnderItsName() async throws {
        let report = try await SmallDistribution.built()
        #expect(report.binary == binary)
        #expect(report.library == Repository.root)
        #expect(
            report.modules == [
                "NopReceiver", "OTLPReceiver", "DebugExporter", "NopExporter", "EnvProvider", "FileProvider",
                "HTTPProvider", "HTTPSProvider", "YAMLProvider",
            ]
        )
        #expect(FileManager.default.isExecutableFile(atPath: binary))
        #expect(report.runtimePackages == [])
    }

    @Test func itTellsItsNameAndWhatIsInIt() async throws {
        try await SmallDistribution.built()
        let version = try await Program.run(binary, ["--version"])
        #expect(version.output == "small-collector version 1.2.3\n")
        let components = try await Program.run(binary, ["components"])
        #expect(components.exitCode == 0)
        let lines = components.output.split(separator: "\n").map { $0.drop { " -".contains($0) } }
        for line in [
            "command: small-collector", "version: 1.2.3", "name: nop", "module: NopReceiver", "name: otlp",
            "module: go.opentelemetry.io/collector/receiver/otlpreceiver v0.159.0", "name: debug",
            "module: go.opentelemetry.io/collector/exporter/debugexporter latest", "scheme: yaml",
        ] { #expect(lines.contains { $0 == line || $0 == line.replacing(": ", with: ": '") + "'" }, "\(line)") }
        #expect(!components.output.contains("batch"))
    }

    @Test func itChecksConfigurations() async throws {
        try await SmallDistribution.built()
        let good = try await Program.run(binary, ["validate", "--config", SmallDistribution.configuration])
        #expect(good.exitCode == 0, "\(good.errors)")
        let bad = try await Program.run(
            binary,
            ["validate", "--config", SmallDistribution.configuration, "--config", "yaml:processors::batch:"]
        )
        #expect(bad.exitCode == 1)
        #expect(bad.errors.contains { $0.contains("batch") })
    }

    @Test func itsOwnValidateGuardsTheBuild() async throws {
        try await SmallDistribution.built()
        let good = try await SmallDistribution.checked(SmallDistribution.configuration)
        #expect(good.report.ok)
        #expect(good.ending.errors.contains("Validated \(SmallDistribution.configuration)"))
        // Each setting is as the schema says; that there must be a protocol only the receiver knows.
        let overlay = "yaml:receivers: {otlp: {protocols: {http: {endpoint: ''}}}}"
        let bad = try await SmallDistribution.checked("\(SmallDistribution.configuration),\(overlay)")
        #expect(!bad.report.ok)
        #expect(bad.report.binary == nil)
        #expect(bad.report.diagnostics.contains { $0.message.contains("the collector's own validate refuses") })
    }

    @Test func itIsWhatItsManifestSays() async throws {
        try await SmallDistribution.built()
        let same = try await Program.run(Tool.path, ["diff", SmallDistribution.manifest, binary])
        #expect(same.exitCode == 0, "\(same.output)\(same.errors)")
        #expect(same.output.isEmpty)
        let other = try await Program.run(
            Tool.path,
            ["diff", binary, Repository.builderTests + "/Fixtures/checked.yaml"]
        )
        #expect(other.exitCode == 1)
        #expect(other.output.contains("+ processor batch ("))
        #expect(other.output.contains("- receiver nop (NopReceiver)\n"))
    }

    @Test func itStartsAndEndsBySIGTERM() async throws {
        try await SmallDistribution.built()
        let ending = try await Program.start(binary, ["--config", SmallDistribution.configuration]) { collector in
            let isReady = await collector.errors.contains { $0.contains("Everything is ready") }
            #expect(isReady)
            collector.stop(by: SIGTERM)
            return await collector.ending()
        }
        #expect(ending.exitCode == 0)
        #expect(ending.errors.contains { $0.contains("Shutdown complete") })
    }

    @Test func buildingTheSameAgainTouchesNothing() async throws {
        try await SmallDistribution.built()
        let before = try stamps()
        let again = try await Tool.build(
            "--config",
            SmallDistribution.manifest,
            "--output-path",
            SmallDistribution.folder,
            "--verbose"
        )
        #expect(again.report.unchanged == true)
        #expect(again.report.binary == binary)
        // Not even a compiler was started that could have found nothing to do.
        #expect(!again.ending.errors.contains { $0.hasPrefix("$ ") || $0.hasPrefix("Compiling") })
        #expect(try stamps() == before)
    }

    /// Identity and time of every file in the output folder.
    private func stamps() throws -> [String: [String]] {
        var stamps: [String: [String]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: SmallDistribution.folder) {
            let facts = try FileManager.default.attributesOfItem(atPath: "\(SmallDistribution.folder)/\(name)")
            stamps[name] = [FileAttributeKey.systemFileNumber, .modificationDate, .size].map {
                facts[$0].map { "\($0)" } ?? ""
            }
        }
        #expect(stamps.count > 5)
        return stamps
    }
}
