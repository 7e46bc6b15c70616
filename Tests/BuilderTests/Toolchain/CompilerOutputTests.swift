import CollectorConfig
import Testing

@testable import Builder

@Suite struct CompilerOutputTests {
    private let entry = SourcePosition(file: "m.yaml", line: 7, column: 5)
    private let folder = "/cache/package"

    private var package: GeneratedPackage {
        GeneratedPackage(
            files: [
                .init(
                    path: "Sources/distribution/Components.swift",
                    content: "import AcmeExporter\n",
                    origins: [1: entry]
                ),
                .init(
                    path: "Package.swift",
                    content: "let package = Package(\n.product(name: \"AcmeExporter\", package: \"acme\"),\n",
                    origins: [2: entry]
                ),
            ],
            identity: "x"
        )
    }

    private func read(_ text: String) -> CompilerOutput {
        var output = CompilerOutput(package: package, folder: folder)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { output.add(String(line)) }
        return output
    }

    @Test func errorsInGeneratedSourcesAreTheManifests() {
        let output = read(
            """
            Building for production...
            [3/4] Compiling distribution Components.swift
            /cache/package/Sources/distribution/Components.swift:1:8: error: no such module 'AcmeExporter'
            1 | import AcmeExporter
              |        `- error: no such module 'AcmeExporter'
            """
        )
        #expect(output.diagnostics.map(\.location) == [entry])
        #expect(output.diagnostics.first?.message.contains("no such module 'AcmeExporter'") == true)
        #expect(output.lines.count == 3)
    }

    @Test func aMissingProductIsTheManifests() {
        let text =
            "error: 'package': product 'AcmeExporter' required by package 'package' target 'distribution' not found."
        let output = read("\(text)\n\(text)")
        #expect(output.diagnostics.map(\.location) == [entry])
        #expect(output.diagnostics.first?.fix?.contains("AcmeExporter") == true)
        #expect(output.lines == [text])
    }

    @Test func errorsElsewhereStayWhereTheyAre() {
        let output = read("/src/acme/Sources/Acme.swift:3:1: error: cannot find 'x' in scope")
        #expect(output.diagnostics == [])
        #expect(output.lines.count == 1)
    }

    @Test func errorsOfAUsersOwnComponentAreToldAtItsEntry() {
        var output = CompilerOutput(
            package: package,
            folder: folder,
            sources: [
                ComponentSources(folder: "/src/acme", product: "AcmeExporter", location: entry),
                ComponentSources(folder: "/src/acme2", product: "Other", location: entry),
            ]
        )
        let first = "/src/acme/Sources/Acme.swift:3:1: error: cannot find 'x' in scope"
        for line in [first, "3 | x", "/src/acme/Sources/B.swift:1:2: error: wrong", first, "3 | x"] { output.add(line) }
        #expect(output.diagnostics.map(\.location) == [entry])
        #expect(output.diagnostics.first?.message == "AcmeExporter does not compile: 2 errors in /src/acme")
        #expect(output.diagnostics.first?.fix == "the first is \(first)")
    }

    @Test func errorsComeFirst() {
        let output = read(
            """
            /src/a.swift:1:1: warning: unused
            1 | let a = 1
              |     `- warning: unused

            /src/b.swift:2:2: error: wrong
            2 | b
            ld.lld: error: undefined symbol: acme
            >>> referenced by main.swift:3
            clang: error: linker command failed with exit code 1 (use -v to see invocation)
            """
        )
        #expect(
            output.lines == [
                "/src/b.swift:2:2: error: wrong", "2 | b", "ld.lld: error: undefined symbol: acme",
                ">>> referenced by main.swift:3", "/src/a.swift:1:1: warning: unused", "1 | let a = 1",
                "  |     `- warning: unused",
            ]
        )
    }

    @Test func hintsAboutOtherComponentsPackagesAreLeftOut() {
        let output = read(
            """
            warning: you may be able to install libsnappy using your system-packager:
                apt-get install libsnappy-dev
            warning: you may be able to install zstd using your system-packager:
                apt-get install libzstd-dev
            warning: 'swift-ocb': dependency 'yams' is not used by any target
            warning: 'acme': Conflicting identity for swift-ocb: dependency 'a/swift-ocb' and dependency '/b/swift-ocb' both
            [1/2] Write sources
            Build of product 'distribution' complete! (0.97s)
            """
        )
        #expect(output.lines == [])
    }

    @Test func floodsAreBounded() {
        var output = CompilerOutput(package: package, folder: folder)
        for number in 0..<100_000 { output.add("error: number \(number)") }
        #expect(output.lines.count < 50_000)
    }
}
