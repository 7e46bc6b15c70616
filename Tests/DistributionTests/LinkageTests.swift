import Builder
import Foundation
import Testing

/// What a distribution consists of: the library, Swift's runtime and C libraries, and no Swift package of others.
@Suite(.serialized, .timeLimit(.minutes(15))) struct LinkageTests {
    #if os(Linux)
        @Test func onlyTheCLibraryIsLeftToTheSystem() async throws {
            try await SmallDistribution.built()
            let file = try #require(ELFFile(path: SmallDistribution.binary))
            #expect(file.needed.contains("libc.so.6"))
            let rest = file.needed.filter { name in
                !["libc.so.", "libm.so.", "ld-linux", "libdl.so.", "libpthread.so.", "librt.so."].contains(
                    where: name.hasPrefix
                )
            }
            #expect(rest == [])
        }
    #endif

    /// Swift's concurrency runtime brings libdispatch's C code; the modules that Swift code would import are meant here.
    @Test func neitherFoundationNorDispatchNorRegexIsLinked() async throws {
        let output = Repository.scratch("symbols")
        let (report, ending) = try await Tool.build(
            "--config",
            SmallDistribution.manifest,
            "--output-path",
            output,
            "--ldflags="
        )
        try #require(report.ok, "\(ending.errors.joined(separator: "\n"))")
        let binary = try Data(contentsOf: URL(fileURLWithPath: try #require(report.binary)))
        func holds(_ name: String) -> Bool { binary.range(of: Data(name.utf8)) != nil }
        #expect(holds("$s5Pdata"), "the symbols are left out: nothing is shown")
        let absent = ["$s10Foundation", "$s20FoundationEssentials", "$s8Dispatch", "_CFRuntime", "$s12_RegexParser"]
        for module in absent {
            #expect(!holds(module), "\(module)")
        }
    }

    @Test func itsPackageDependsOnTheLibraryOnly() async throws {
        try await SmallDistribution.built()
        let shown = try await Program.run(
            "/usr/bin/env",
            [
                "swift", "package", "--package-path", SmallDistribution.folder, "--scratch-path",
                Repository.scratch("graph"), "show-dependencies", "--format", "json",
            ]
        )
        try #require(shown.exitCode == 0, "\(shown.errors.joined(separator: "\n"))")
        let graph = try JSONDecoder().decode(Package.self, from: Data(shown.output.utf8))
        #expect(graph.dependencies.map(\.identity) == ["swift-ocb"])
        #expect(graph.dependencies.flatMap(\.dependencies).map(\.identity) == [])
    }

    private struct Package: Decodable {
        var identity: String
        var dependencies: [Package]
    }
}
