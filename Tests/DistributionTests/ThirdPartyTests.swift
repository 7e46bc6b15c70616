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
