import CollectorConfig
import Testing

@testable import Builder

@Suite struct RendererTests {
    private func render(_ text: String, file: String = "m.yaml", surroundings: Surroundings = Surroundings()) throws
        -> GeneratedPackage
    {
        let outcome = try Outcome(text, file: file, skippingUnavailable: true, surroundings: surroundings)
        #expect(outcome.diagnostics.filter { $0.severity == .error } == [])
        return try PackageRenderer.render(
            try #require(outcome.resolution),
            libraryPath: "/lib/swift-ocb",
            link: LinkOptions(
                staticLibraries: StaticLibraries(archives: [.init(library: "uv", path: "/usr/lib/libuv_a.a")])
            )
        )
    }

    private func content(_ path: String, of package: GeneratedPackage) throws -> String {
        try #require(package.files.first { $0.path.hasSuffix(path) }).content
    }

    @Test(arguments: ["otelcorecol", "several-imports", "real-world"])
    func goldenPackages(name: String) throws {
        let package = try render(try Fixture.text("\(name).yaml"), file: "some/where/\(name).yaml")
        for file in package.files { try expectSnapshot(file.content, "\(name)/\(file.path)") }
    }

    @Test func packagesOfOthersAreDependencies() throws {
        let manifest = """
            dist: {name: a}
            exporters:
              - package: https://example.com/acme/Kit.git
                exact: 1.2.0
              - path: ../mine
            """
        func component(_ product: String, _ type: String) -> ComponentDescription {
            ComponentDescription(
                kind: .exporter,
                type: type,
                aliases: [],
                product: product,
                summary: "s",
                goPaths: [],
                signals: [],
                packages: [],
                file: "component.yaml"
            )
        }
        let package = try render(
            manifest,
            surroundings: Surroundings(
                folders: [
                    "../mine": .found(
                        .init(path: "/src/mine", components: [component("Mine", "mine")], packageRoot: "/src/mine")
                    )
                ],
                packages: [
                    RemotePackage(url: "https://example.com/acme/Kit.git", requirement: .exact("1.2.0")):
                        .found(components: [component("Kit", "kit")])
                ]
            )
        )
        for file in package.files { try expectSnapshot(file.content, "packages/\(file.path)") }
    }

    @Test func textsCannotBreakOutOfTheirLiterals() throws {
        let package = try render(
            """
            dist:
              name: "a\\"b"
              description: "quote \\" backslash \\\\ \\\\(interpolation) newline \\n tab \\t bidi \\u202E nul \\x01 {{mustache}}"
              version: "\\"); fatalError(\\""
            """,
            file: "x\n import Evil.yaml"
        )
        let components = try content("Components.swift", of: package)
        #expect(components.contains(#"command: "a\"b","#))
        #expect(
            components.contains(
                #"description: "quote \" backslash \\ \\(interpolation) newline \n tab \t bidi \u{202e} nul \u{1} {{mustache}}","#
            )
        )
        #expect(components.contains(#"version: "\"); fatalError(\"""#))
        #expect(
            components.split(separator: "\n").filter { $0.contains("import Evil") }.allSatisfy { $0.hasPrefix("//") }
        )
    }

    @Test func theSameInputGivesTheSameBytes() throws {
        let text = try Fixture.text("otelcorecol.yaml")
        #expect(try render(text) == render(text))
    }

    @Test func theIdentityDiffersWithWhatIsBuiltAndNotWithWhere() throws {
        let outcome = try Outcome("dist: {name: a}\nreceivers:\n  - module: NopReceiver\n")
        let other = try Outcome("dist: {name: a}\nreceivers:\n  - module: OTLPReceiver\n")
        func identity(_ outcome: Outcome, _ path: String, strips: Bool = true) throws -> String {
            try PackageRenderer.render(
                try #require(outcome.resolution),
                libraryPath: path,
                link: LinkOptions(stripsSymbols: strips)
            ).identity
        }
        #expect(try identity(outcome, "/a/swift-ocb") == identity(outcome, "/b/swift-ocb"))
        #expect(try identity(outcome, "/a/swift-ocb") != identity(other, "/a/swift-ocb"))
        #expect(try identity(outcome, "/a/swift-ocb") != identity(outcome, "/a/swift-ocb", strips: false))
    }

    @Test func complaintsAboutGeneratedLinesLeadToTheManifest() throws {
        let package = try render("dist: {name: a}\nreceivers:\n  - module: NopReceiver\n")
        let lines = try content("Components.swift", of: package).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        let row = try #require(lines.firstIndex { $0.contains("NopReceiverFactory()") }) + 1
        var output = CompilerOutput(package: package, folder: "/cache/package")
        output.add("[3/9] Compiling distribution Components.swift")
        output.add(
            "/cache/package/Sources/distribution/Components.swift:\(row):15: error: cannot find 'NopReceiverFactory' in scope"
        )
        output.add(
            "error: 'distribution': product 'NopReceiver' required by package 'distribution' target 'distribution' not found in package 'swift-ocb'."
        )
        #expect(output.lines.count == 2)
        #expect(output.diagnostics.count == 2)
        #expect(
            output.diagnostics.allSatisfy { $0.location == SourcePosition(file: "m.yaml", line: 3, column: 13) }
        )
    }

    @Test func sha256IsTheStandards() {
        var empty = SHA256()
        #expect(empty.hexDigest() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        var hash = SHA256()
        hash.update(String(repeating: "a", count: 1_000_000).utf8)
        #expect(hash.hexDigest() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }
}
