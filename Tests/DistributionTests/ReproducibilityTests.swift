import Builder
import Foundation
import Testing

/// One manifest, built in two places from nothing.
@Suite(.serialized, .timeLimit(.minutes(30))) struct ReproducibilityTests {
    /// The library in a folder of another name and length, its own cache, another output folder, another current folder.
    @Test func theSameManifestGivesTheSameBytesAtAnotherPath() async throws {
        try await SmallDistribution.built()
        let elsewhere = FileManager.default.temporaryDirectory.appendingPathComponent("elsewhere-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: elsewhere) }
        let library = elsewhere + "/a copy/of-the-library"
        try FileManager.default.createDirectory(atPath: library, withIntermediateDirectories: true)
        for name in ["Package.swift", "Sources", "Templates", "manifests"] {
            try FileManager.default.copyItem(
                atPath: URL(fileURLWithPath: "\(Repository.root)/\(name)").resolvingSymlinksInPath().path,
                toPath: "\(library)/\(name)"
            )
        }
        // Both in folders that are in no repository: a binary carries the commit of the manifest's folder.
        let here = FileManager.default.temporaryDirectory.appendingPathComponent("here-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: here) }
        try FileManager.default.createDirectory(atPath: here, withIntermediateDirectories: true)
        for folder in [here, elsewhere] {
            try FileManager.default.copyItem(atPath: SmallDistribution.manifest, toPath: folder + "/small.yaml")
        }
        let (report, ending) = try await Tool.build("--config", "small.yaml", "--output-path", "built", in: here)
        try #require(report.ok, "\(ending.errors.joined(separator: "\n"))")
        let build = try await Program.run(
            "/usr/bin/env",
            [
                "SWIFT_OCB_CACHE=\(elsewhere)/cache", Tool.path, "--library", library, "--config", "small.yaml",
                "--output-path", "out",
            ],
            in: elsewhere
        )
        try #require(build.exitCode == 0, "\(build.errors.joined(separator: "\n"))")
        let binary = elsewhere + "/out/small-collector"
        let local = here + "/built/small-collector"
        let one = try Data(contentsOf: URL(fileURLWithPath: local))
        let other = try Data(contentsOf: URL(fileURLWithPath: binary))
        // As a value: the macro would look for the differences of two times 18 MB.
        let isSame = one == other
        if !isSame {
            // The provenance is the one thing that may tell where they differ.
            var diagnostics = Diagnostics()
            let first = Provenance.read(binary: local, into: &diagnostics)
            let second = Provenance.read(binary: binary, into: &diagnostics)
            #expect(first?.text == second?.text)
        }
        #expect(isSame)
        let version = try await Program.run(binary, ["--version"])
        #expect(version.output == "small-collector version 1.2.3\n")

        // And what it carries is enough to build it again.
        let verified = try await Program.run(Tool.path, ["verify", binary, "--use-cache"], in: elsewhere)
        #expect(verified.exitCode == 0, "\(verified.errors.joined(separator: "\n"))")
        #expect(verified.errors.last?.hasPrefix("Verified: ") == true)
        var changed = other
        changed[changed.count - 100] ^= 1
        try changed.write(to: URL(fileURLWithPath: elsewhere + "/changed"))
        let refused = try await Program.run(
            Tool.path,
            ["verify", elsewhere + "/changed", "--use-cache"],
            in: elsewhere
        )
        #expect(refused.exitCode == 1)
        #expect(refused.errors.last?.contains("is not what its manifest and lock give") == true)
    }
}
