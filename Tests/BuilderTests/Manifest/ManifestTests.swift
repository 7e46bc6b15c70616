import Testing

@testable import Builder

@Suite struct ManifestTests {
    @Test func twelveMistakesAreTwelveDiagnosticsInOneRun() throws {
        let text = try Fixture.text("twelve-mistakes.yaml")
        let outcome = try Outcome(
            text,
            file: "twelve-mistakes.yaml",
            surroundings: Surroundings(folders: ["./nowhere": .missing(looked: ["/a/nowhere"])])
        )
        #expect(outcome.diagnostics.count == 12)
        #expect(outcome.diagnostics.allSatisfy { $0.severity == .error && $0.location != nil && $0.fix != nil })
        try expectSnapshot(outcome.messages.joined(separator: "\n") + "\n", "twelve-mistakes.txt")
    }

    @Test func spellingsOfRealManifestsAreAccepted() throws {
        let outcome = try Outcome(try Fixture.text("real-world.yaml"))
        #expect(outcome.diagnostics.filter { $0.severity == .error } == [])
        #expect(outcome.manifest?.distribution.version == "1.10")
        #expect(outcome.manifest?.distribution.description == "The \"edge\" gateway")
        #expect(outcome.manifest?.distribution.debugCompilation == false)
        #expect(
            outcome.modules == [
                "OTLPReceiver", "NopReceiver", "BatchProcessor", "OTLPGRPCExporter", "OTLPHTTPExporter",
                "DebugExporter",
                "HealthCheckExtension", "EnvProvider", "FileProvider", "HTTPProvider", "HTTPSProvider", "YAMLProvider",
            ]
        )
        #expect(
            outcome.resolution?.components[5].words == "go.opentelemetry.io/collector/exporter/debugexporter/v2 main"
        )
    }

    @Test func goOnlyKeysAreExplainedOnce() throws {
        let outcome = try Outcome(try Fixture.text("real-world.yaml"))
        let notes = outcome.diagnostics.filter { $0.severity == .note }
        #expect(notes.count == 1)
        #expect(notes.first?.message.contains("dist.go, dist.build_tags, dist.cgo_enabled, excludes") == true)
    }

    @Test func everyDuplicateKeyIsReportedAndReadingGoesOn() throws {
        let outcome = try Outcome(
            """
            dist:
              name: one
              name: two
              "version": 1
              version: 2
            receivers: []
            receivers:
              - gomod: go.opentelemetry.io/collector/receiver/otlpreciever v1
            receivers:
              - module: NopReceiver
            """
        )
        #expect(
            outcome.messages == [
                "m.yaml:3:3: error: mapping key \"name\" already defined at m.yaml:2:3; remove one of the two",
                "m.yaml:5:3: error: mapping key \"version\" already defined at m.yaml:4:3; remove one of the two",
                "m.yaml:7:1: error: mapping key \"receivers\" already defined at m.yaml:6:1; remove one of the two",
                "m.yaml:9:1: error: mapping key \"receivers\" already defined at m.yaml:6:1; remove one of the two",
            ]
        )
        #expect(outcome.manifest?.distribution.name.value == "one")
    }

    @Test(arguments: [
        ("name: \"\"", "dist.name is empty"), ("name:", "dist.name is empty"),
        ("name: a/b", "it contains a path separator"),
        ("name: ..", "it names a folder"), ("name: -x", "it begins with -"),
        ("name: Package.swift", "has a file of this name"),
        ("name: \"a\\nb\"", "it contains a space"), ("name: \"a\\u0001b\"", "it contains a control character"),
        ("version: 1", "dist.name is missing"), ("name: [a]", "must be text, found a list"),
    ])
    func unusableNamesAreErrors(line: String, message: String) throws {
        let outcome = try Outcome("dist:\n  \(line)\n")
        #expect(outcome.diagnostics.count == 1)
        #expect(outcome.diagnostics.first?.message.contains(message) == true)
        #expect(outcome.diagnostics.first?.location?.line ?? 0 > 0)
    }

    @Test(arguments: [
        ("", "the manifest is empty"), ("# nothing\n", "the manifest is empty"),
        ("- a\n", "must be a mapping, found a list"),
        ("dist: {name: a\n", "not YAML"), ("dist:\n\tname: a\n", "not YAML"), ("a: &x [*x]\n", "contains itself"),
    ])
    func whatIsNoManifestIsAnError(text: String, message: String) throws {
        let outcome = try Outcome(text)
        #expect(outcome.diagnostics.contains { $0.severity == .error && $0.message.contains(message) })
    }

    @Test func aMergeKeyFillsInWhatAMappingDoesNotSay() throws {
        let outcome = try Outcome(
            """
            dist: {name: a}
            receivers:
              - &otlp
                gomod: go.opentelemetry.io/collector v0.40.0
                import: go.opentelemetry.io/collector/receiver/otlpreceiver
            exporters:
              - <<: *otlp
                import: go.opentelemetry.io/collector/exporter/otlpexporter
            """
        )
        #expect(outcome.messages == [])
        #expect(outcome.modules.prefix(2) == ["OTLPReceiver", "OTLPGRPCExporter"])
    }

    @Test func anEmptyPathBesideAGoModuleSaysNothing() throws {
        let outcome = try Outcome(
            """
            dist: {name: a}
            receivers:
              - {gomod: go.opentelemetry.io/collector/receiver/otlpreceiver v1, import: "", path: ""}
            """
        )
        #expect(outcome.messages == [])
        #expect(outcome.modules.first == "OTLPReceiver")
    }

    @Test(arguments: [
        ("- {gomod: \"\"}", "receivers[0].gomod is empty"),
        ("- go.opentelemetry.io/collector/receiver/otlpreceiver v1", "receivers[0] must be a mapping, found text"),
        ("- {gomod: a, module: B}", "names its component 2 times"),
        ("- {module: NopReceiver, from: 1.0.0}", "receivers[0].from means nothing beside module"),
        ("- {package: https://a.b/c, from: main}", "must be a version"),
        ("- {package: https://a.b/c, from: 1.0.0, branch: main}", "needs exactly one of"),
        ("- {gomod: a/b@v1}", "separates path and version by \"@\""),
        ("- [a]", "receivers[0] must be a mapping, found a list"), ("-", "missing gomod specification"),
        ("- {gomd: a}", "unknown key \"gomd\""), ("- {path: \"\"}", "receivers[0].path is empty"),
    ])
    func badEntriesAreErrors(entry: String, message: String) throws {
        let outcome = try Outcome("dist: {name: a}\nreceivers:\n  \(entry)\n")
        #expect(outcome.diagnostics.count == 1, "\(outcome.messages)")
        #expect(outcome.diagnostics.first?.message.contains(message) == true, "\(outcome.messages)")
        #expect(outcome.diagnostics.first?.location?.line == 3)
    }
}
