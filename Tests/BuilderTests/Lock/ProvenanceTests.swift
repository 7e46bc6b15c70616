import Foundation
import Testing

@testable import Builder

@Suite struct ProvenanceTests {
    private let provenance = Provenance(
        revision: "0123456789012345678901234567890123456789 with changes",
        lock: BuildLockTests.lock,
        manifest: "dist:\n  name: a\n\n  description: \"ümlaut: 'x' # y\"\n"
    )

    @Test func itIsFoundInABinary() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/binary"
        let noise = Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        try (noise + Data(provenance.text.utf8) + noise).write(to: URL(fileURLWithPath: path))
        var diagnostics = Diagnostics()
        let found = try #require(Provenance.read(binary: path, into: &diagnostics))
        #expect(found == provenance)
        #expect(diagnostics.sorted == [])
    }

    @Test func aBinaryWithoutItIsSaidToHaveNone() throws {
        let folder = try TemporaryFolder()
        var diagnostics = Diagnostics()
        try folder.write("# swift-ocb provenance 1\n", to: "cut")
        #expect(Provenance.read(binary: folder.path + "/cut", into: &diagnostics) == nil)
        #expect(Provenance.read(binary: folder.path + "/none", into: &diagnostics) == nil)
        #expect(
            diagnostics.sorted.map(\.message) == [
                "\(folder.path)/cut does not tell what it was built from",
                "\(folder.path)/none cannot be read: No such file or directory",
            ]
        )
    }

    @Test func passwordsInURLsAreLeftOut() {
        var secret = provenance
        secret.manifest = "exporters:\n  - package: https://me:token@example.com/kit.git\n"
        secret.lock.packages["kit"]?.url = "https://token@example.com/kit.git"
        #expect(!secret.text.contains("token"))
        #expect(secret.text.contains("package: https://example.com/kit.git"))
    }

    @Test func aPackageCarriesItInASourceOfItsOwn() throws {
        let program = "Sources/distribution/main.swift"
        let package = GeneratedPackage(
            files: [.init(path: program, content: "import CollectorService\n\nCollector.main(makeDistribution())\n")],
            identity: "i"
        )
        #expect(try package.carrying(nil) == package)
        let carrying = try package.carrying(provenance)
        #expect(carrying.files.map(\.path) == [program, "Sources/distribution/Provenance.swift"])
        #expect(carrying.files[0].content.contains("Collector.main(makeDistribution().withProvenance())"))
        #expect(carrying.files[1].content.contains("# swift-ocb provenance 1\\n"))
        // A program that its user has changed is left alone.
        let own = GeneratedPackage(files: [.init(path: program, content: "print()")], identity: "i")
        #expect(try own.carrying(provenance) == own)
    }

    @Test func theRevisionIsThatOfTheManifestsFolder() throws {
        let folder = try TemporaryFolder()
        let environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path, "GIT_CONFIG_NOSYSTEM": "1"]
        let manifest = try folder.write("dist: {name: a}\n", to: "m.yaml")
        #expect(GitRevision.of(manifest: manifest, environment: environment) == nil)
        for words in [
            ["init", "-q"], ["add", "m.yaml"],
            ["-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "-qm", "First"],
        ] {
            let run = Subprocess("/usr/bin/git", ["-C", folder.path] + words, environment: environment).output()
            try #require(run?.exitCode == 0)
        }
        let revision = try #require(GitRevision.of(manifest: manifest, environment: environment))
        #expect(revision.count == 40)
        try folder.write("dist: {name: b}\n", to: "m.yaml")
        #expect(GitRevision.of(manifest: manifest, environment: environment) == revision + " with changes")
    }
}
