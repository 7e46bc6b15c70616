import Foundation
import Testing

@testable import Builder

@Suite struct ResolverTests {
    /// The package beside the library.
    private static let amplitude = URL(
        fileURLWithPath: Fixture.repository + "/manifests/flagsmith/exporter/amplitudeexporter"
    ).resolvingSymlinksInPath().path

    @Test func oneGoModuleGivesThreeComponents() throws {
        let outcome = try Outcome(try Fixture.text("several-imports.yaml"))
        #expect(outcome.messages == [])
        #expect(outcome.modules.prefix(3) == ["OTLPReceiver", "OTLPGRPCExporter", "OTLPHTTPExporter"])
    }

    @Test func theUntouchedCoreManifestReportsExactlyWhatIsPlanned() throws {
        let text = try Fixture.text("otelcorecol.yaml")
        let outcome = try Outcome(text)
        let errors = outcome.diagnostics.filter { $0.severity == .error }
        #expect(
            errors.map { $0.message.split(separator: " ").first?.split(separator: "/").last } == [
                "zpagesextension", "queuebatchprocessor",
            ]
        )
        #expect(errors.allSatisfy { $0.message.hasSuffix("is planned and not available yet") })

        let skipping = try Outcome(text, skippingUnavailable: true)
        #expect(skipping.diagnostics.filter { $0.severity == .error } == [])
        #expect(skipping.diagnostics.filter { $0.severity == .warning }.count == 2)
        #expect(skipping.modules.count == 15)
    }

    @Test func theCoreManifestIsUpstreamsLessWhatIsPlanned() throws {
        let ours = try Outcome(String(contentsOfFile: Fixture.repository + "/manifests/core.yaml", encoding: .utf8))
        let upstream = try Outcome(try Fixture.text("otelcorecol.yaml"), skippingUnavailable: true)
        #expect(ours.messages == [])
        #expect(ours.modules == upstream.modules)
        #expect(
            ours.manifest?.distribution
                == upstream.manifest.map { manifest in
                    var distribution = manifest.distribution
                    distribution.name.location = ours.manifest?.distribution.name.location ?? distribution.name.location
                    return distribution
                }
        )
    }

    @Test func theContribManifestHasEveryComponent() throws {
        let contrib = try Outcome(
            String(contentsOfFile: Fixture.repository + "/manifests/contrib.yaml", encoding: .utf8)
        )
        #expect(contrib.messages == [])
        #expect(Set(contrib.modules) == Set(try Fixture.catalog().components.map(\.product)))
    }

    @Test func flagsmithsManifestLeavesOutExactlyWhatIsNotHere() throws {
        let folder = Fixture.repository + "/manifests/flagsmith"
        let text = try String(contentsOfFile: folder + "/builder-config.yaml", encoding: .utf8)
        var diagnostics = Diagnostics()
        let file = ManifestFile(name: "builder-config.yaml", directory: folder, text: text)
        let manifest = try #require(ManifestDecoder.decode(file, into: &diagnostics))
        let folders = FolderSurvey.folders(
            of: manifest,
            currentFolder: Fixture.repository,
            manifestFolder: folder,
            into: &diagnostics
        )
        let surroundings = Surroundings(folders: folders)
        let outcome = try Outcome(text, skippingUnavailable: true, surroundings: surroundings)
        #expect(outcome.diagnostics.filter { $0.severity == .error } == [])
        let leftOut = outcome.diagnostics.filter { $0.severity == .warning }
        #expect(leftOut.allSatisfy { $0.message.hasSuffix("; left out of the distribution") })
        let modules = ["resourcedetection", "clickhouse", "awsxray", "awsemf", "awscloudwatchlogs"]
        #expect(leftOut.count == modules.count)
        for (warning, module) in zip(leftOut, modules) { #expect(warning.message.contains("/\(module)")) }
        #expect(outcome.modules.contains("AmplitudeExporter"))
        #expect(outcome.resolution?.dependencies == [.folder(root: Self.amplitude)])
    }

    @Test(arguments: [
        "github.com/Flagsmith/flagsmith-otel-collector/exporter/amplitudeexporter v0.1.0",
        "github.com/Flagsmith/flagsmith/otel/exporter/amplitudeexporter v0.0.1",
    ])
    func aPackageBesideTheLibraryStandsInForItsGoModule(module: String) throws {
        let outcome = try Outcome("dist: {name: a}\nexporters:\n  - gomod: \(module)\n")
        #expect(outcome.messages == [])
        #expect(outcome.modules.first == "AmplitudeExporter")
        #expect(outcome.resolution?.dependencies == [.folder(root: Self.amplitude)])

        let misplaced = try Outcome("dist: {name: a}\nreceivers:\n  - gomod: \(module)\n")
        #expect(misplaced.messages.count == 1)
        #expect(misplaced.messages[0].contains("is an exporter, listed under receivers; move it to exporters"))
    }

    @Test func theVendorsManifestForLogFluxNeedsNoChange() throws {
        let path = Fixture.repository + "/manifests/logflux/builder-config.yaml"
        let outcome = try Outcome(String(contentsOfFile: path, encoding: .utf8))
        #expect(outcome.messages == [])
        #expect(outcome.modules.prefix(3) == ["OTLPReceiver", "BatchProcessor", "LogFluxExporter"])
        #expect(outcome.manifest?.distribution.name.value == "logflux-otel-collector")
    }

    @Test(arguments: [
        ("receivers", "collector/receiver/otlpreciever", "collector/receiver/otlpreceiver"),
        ("receivers", "collector/receiver/otplreceiver", "collector/receiver/otlpreceiver"),
        ("exporters", "collector-contrib/exporter/debugexporter", "collector/exporter/debugexporter"),
        ("processors", "collector/processor/bacthprocessor", "collector/processor/batchprocessor"),
    ])
    func aMisspeltImportPathHasItsNearestMatch(section: String, path: String, meant: String) throws {
        let manifest = "dist: {name: a}\n\(section):\n  - gomod: go.opentelemetry.io/\(path) v0.159.0\n"
        let outcome = try Outcome(manifest)
        #expect(outcome.diagnostics.map(\.fix) == ["did you mean go.opentelemetry.io/\(meant)?"])
        let skipping = try Outcome(manifest, skippingUnavailable: true)
        #expect(skipping.diagnostics.map(\.severity) == [.warning])
        #expect(skipping.diagnostics.map(\.fix) == outcome.diagnostics.map(\.fix))
    }

    @Test(arguments: [
        ("receivers", "ntpreceiver"), ("receivers", "snmpreceiver"), ("extensions", "asapauthextension"),
        ("exporters", "awss3exporter"), ("exporters", "clickhouseexporter"), ("extensions", "azureauthextension"),
    ])
    func anotherComponentOfTheSameKindIsNotMeant(section: String, name: String) throws {
        let path = "github.com/open-telemetry/opentelemetry-collector-contrib/\(section.dropLast())/\(name)"
        let outcome = try Outcome("dist: {name: a}\n\(section):\n  - gomod: \(path) v0.159.0\n")
        #expect(outcome.diagnostics.map(\.fix) == ["remove it, or build without it by --skip-unavailable"])
    }

    @Test func aListOfProvidersReplacesTheDefaults() throws {
        let outcome = try Outcome("dist: {name: a}\nproviders:\n  - module: EnvProvider\n")
        #expect(outcome.modules == ["EnvProvider"])
    }

    @Test func aDefaultSchemeWithoutProviderIsWarnedAbout() throws {
        let outcome = try Outcome("dist: {name: a}\nconf_resolver:\n  default_uri_scheme: evn\n")
        #expect(
            outcome.messages == [
                "m.yaml:3:23: warning: no provider of this distribution has the scheme \"evn\"; did you mean \"env\"?"
            ]
        )
    }

    @Test func duplicatesAreJudgedByComponent() throws {
        let outcome = try Outcome(
            """
            dist: {name: a}
            exporters:
              - gomod: go.opentelemetry.io/collector/exporter/otlpexporter v0.100.0
              - gomod: go.opentelemetry.io/collector/v2 v2.0.0
                import: go.opentelemetry.io/collector/v2/exporter/otlpexporter
            """
        )
        #expect(
            outcome.messages == [
                "m.yaml:4:12: error: OTLPGRPCExporter is listed twice, first on line 3; keep one of them"
            ]
        )
    }

    // MARK: Folders

    private static let folderManifest = """
        dist: {name: a}
        exporters:
          - gomod: github.com/acme/exporter v1.0.0
            path: ./exporter
        """

    private func component(_ product: String, _ kind: ComponentKind, type: String = "acme") -> ComponentDescription {
        ComponentDescription(
            kind: kind,
            type: type,
            aliases: [],
            product: product,
            summary: "Acme.",
            goPaths: [],
            signals: [],
            packages: [],
            file: "component.yaml"
        )
    }

    @Test func aComponentInTheFolderBesideAGoModuleIsTaken() throws {
        let found = FolderFacts.Found(
            path: "/src/exporter",
            components: [component("AcmeExporter", .exporter)],
            packageRoot: "/src/exporter"
        )
        let outcome = try Outcome(
            Self.folderManifest,
            surroundings: Surroundings(folders: ["./exporter": .found(found)])
        )
        #expect(outcome.messages == [])
        #expect(outcome.resolution?.dependencies == [.folder(root: "/src/exporter")])
    }

    @Test func goSourcesOfAKnownModuleResolveByImportPathWithAWarning() throws {
        let manifest = """
            dist: {name: a}
            exporters:
              - gomod: go.opentelemetry.io/collector/exporter/debugexporter v0.159.0
                path: ./debugexporter
            """
        let found = FolderFacts.Found(path: "/src/debugexporter", hasGoSources: true)
        let outcome = try Outcome(manifest, surroundings: Surroundings(folders: ["./debugexporter": .found(found)]))
        #expect(outcome.diagnostics.map(\.severity) == [.warning])
        #expect(outcome.modules.first == "DebugExporter")
    }

    @Test func goSourcesOfAnUnknownModuleCannotBeBuilt() throws {
        let found = FolderFacts.Found(path: "/src/exporter", hasGoSources: true)
        let surroundings = Surroundings(folders: ["./exporter": .found(found)])
        let outcome = try Outcome(Self.folderManifest, surroundings: surroundings)
        #expect(outcome.diagnostics.map(\.severity) == [.error])
        #expect(outcome.messages.first?.contains("Go code cannot be built") == true)
        #expect(outcome.messages.first?.contains("swift-ocb new") == true)
        let skipping = try Outcome(Self.folderManifest, skippingUnavailable: true, surroundings: surroundings)
        #expect(skipping.diagnostics.map(\.severity) == [.warning])
    }

    @Test func severalComponentsOfAFolderNeedAProduct() throws {
        let manifest = "dist: {name: a}\nexporters:\n  - path: ./kit\n"
        let found = FolderFacts.Found(
            path: "/src/kit",
            components: [component("One", .exporter), component("Two", .exporter, type: "two")],
            packageRoot: "/src/kit"
        )
        let surroundings = Surroundings(folders: ["./kit": .found(found)])
        let outcome = try Outcome(manifest, surroundings: surroundings)
        #expect(outcome.diagnostics.map(\.fix) == ["name one by product: One, Two"])
        let named = try Outcome(manifest + "    product: Two\n", surroundings: surroundings)
        #expect(named.messages == [])
        #expect(named.modules.first == "Two")
        #expect(named.resolution?.components.first?.words == "./kit (product Two)")
    }

    @Test func aFolderBesideTheManifestIsTakenAndSaid() throws {
        let found = FolderFacts.Found(
            path: "/m/exporter",
            isBesideManifest: true,
            components: [component("AcmeExporter", .exporter)],
            packageRoot: "/m/exporter"
        )
        let outcome = try Outcome(
            Self.folderManifest,
            surroundings: Surroundings(folders: ["./exporter": .found(found)])
        )
        #expect(outcome.diagnostics.map(\.severity) == [.note])
    }

    // MARK: Packages

    private static let packageManifest = """
        dist: {name: a}
        exporters:
          - package: https://example.com/acme/kit.git
            from: 1.2.0
        """
    private static let package = RemotePackage(url: "https://example.com/acme/kit.git", requirement: .from("1.2.0"))

    @Test func theOnlyComponentOfTheKindIsTakenFromAPackage() throws {
        let facts = PackageFacts.found(components: [component("Kit", .exporter), component("Other", .receiver)])
        let outcome = try Outcome(Self.packageManifest, surroundings: Surroundings(packages: [Self.package: facts]))
        #expect(outcome.messages == [])
        #expect(outcome.modules.first == "Kit")
        #expect(outcome.resolution?.dependencies.map(\.identity) == ["kit"])
    }

    @Test func severalComponentsNeedAProduct() throws {
        let facts = PackageFacts.found(
            components: [component("One", .exporter), component("Two", .exporter, type: "two")])
        let surroundings = Surroundings(packages: [Self.package: facts])
        let outcome = try Outcome(Self.packageManifest, surroundings: surroundings)
        #expect(
            outcome.messages == [
                "m.yaml:3:14: error: https://example.com/acme/kit.git holds 2 exporters; name one by product: One, Two"
            ]
        )
        let named = try Outcome(Self.packageManifest + "\n    product: Two\n", surroundings: surroundings)
        #expect(named.modules.first == "Two")
        let misspelt = try Outcome(Self.packageManifest + "\n    product: Tow\n", surroundings: surroundings)
        #expect(misspelt.messages.first?.contains("did you mean \"Two\"?") == true)
    }

    @Test func aPackageThatCannotBeFetchedIsReportedWithItsReason() throws {
        let outcome = try Outcome(
            Self.packageManifest,
            surroundings: Surroundings(packages: [Self.package: .failed(reason: "no such host")])
        )
        #expect(outcome.messages.first?.contains("could not be fetched: no such host") == true)
    }

    @Test func twoPackagesOfOneIdentityClash() throws {
        let manifest = Self.packageManifest + "\n  - path: /src/kit\n"
        let surroundings = Surroundings(
            folders: [
                "/src/kit": .found(
                    .init(
                        path: "/src/kit",
                        components: [component("Mine", .exporter, type: "mine")],
                        packageRoot: "/src/kit"
                    )
                )
            ],
            packages: [Self.package: .found(components: [component("Kit", .exporter)])]
        )
        let outcome = try Outcome(manifest, surroundings: surroundings)
        #expect(outcome.messages.first?.contains("two packages are called \"kit\"") == true)
    }

    @Test(arguments: [
        ("https://example.com/a/Kit.git", "kit"), ("git@example.com:a/Kit.git", "kit"), ("file:///src/kit/", "kit"),
    ])
    func identitiesFollowSwiftPM(url: String, identity: String) {
        #expect(PackageIdentity.ofURL(url) == identity)
    }
}
