import Builder
import Foundation
import Testing

/// A component in a package of its own, which names the library by a URL.
@Suite(.serialized, .timeLimit(.minutes(15))) struct ThirdPartyTests {
    @Test func aPackageOfSomebodyElseIsBuiltIn() async throws {
        let output = Repository.scratch("acme")
        let (report, ending) = try await Tool.build("--config", "acme.yaml", "--output-path", output)
        try #require(report.ok, "\(ending.errors.joined(separator: "\n"))")
        #expect(report.modules.contains("AcmeExporter"))
        let components = try await Program.run(output + "/acme-collector", ["components"])
        #expect(components.output.contains("name: acme\n"))
    }

    /// The exporter under manifests/flagsmith, as its git repository would be.
    @Test func aPackageIsFetchedFromItsRepositoryByVersion() async throws {
        // A repository's name may have capitals, which SwiftPM's name for the package has not.
        let repository = Repository.scratch("repositories/AmplitudeExporter.git")
        try? FileManager.default.removeItem(atPath: repository)
        try FileManager.default.createDirectory(
            atPath: (repository as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        let package = Repository.root + "/manifests/flagsmith/exporter/amplitudeexporter"
        try FileManager.default.copyItem(atPath: package, toPath: repository)
        let author = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
        for arguments in [["init", "-q"], ["add", "."], author + ["commit", "-qm", "First"], ["tag", "0.2.0"]] {
            let ending = try await Program.run("/usr/bin/git", arguments, in: repository)
            try #require(ending.exitCode == 0, "\(ending.errors)")
        }
        let folder = Repository.scratch("by-package")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let manifest = """
            dist: {name: by-package}
            receivers: [{module: NopReceiver}]
            exporters:
              - package: file://\(repository)
                from: 0.1.0
            """
        try manifest.write(toFile: folder + "/manifest.yaml", atomically: true, encoding: .utf8)
        let build = ["--config", "manifest.yaml", "--output-path", "out"]
        let (report, ending) = try await Tool.build(build[0], build[1], build[2], build[3], in: folder)
        try #require(report.ok, "\(ending.errors.joined(separator: "\n"))")
        #expect(report.modules.contains("AmplitudeExporter"))
        let components = try await Program.run(folder + "/out/by-package", ["components"])
        #expect(components.output.contains("name: amplitude\n"))
        let (again, _) = try await Tool.build(build[0], build[1], build[2], build[3], in: folder)
        #expect(again.unchanged == true)
    }

    @Test func itsErrorsLeadToTheManifest() async throws {
        let folder = Repository.scratch("broken")
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["acme.yaml", "Acme"] {
            try FileManager.default.copyItem(atPath: "\(Repository.fixtures)/\(name)", toPath: "\(folder)/\(name)")
        }
        let source = "\(folder)/Acme/Sources/AcmeExporter/Broken.swift"
        try "let number: Int = \"text\"\n".write(toFile: source, atomically: true, encoding: .utf8)
        let (report, ending) = try await Tool.build("--config", "acme.yaml", "--output-path", "out", in: folder)
        #expect(!report.ok)
        let error = try #require(report.diagnostics.first { $0.file != nil })
        #expect([error.line, error.column] == [6, 11])
        #expect(error.message.contains("AcmeExporter does not compile: an error in \(folder)/Acme"))
        #expect(error.fix?.contains("\(source):1:19: error: ") == true)
        #expect(ending.errors.contains { $0.hasPrefix("\(source):1:19: error: ") })
        #expect(!FileManager.default.fileExists(atPath: folder + "/out/acme-collector"))
    }
}
