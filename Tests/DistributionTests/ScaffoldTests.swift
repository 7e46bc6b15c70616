import Foundation
import Testing

/// What `swift-ocb new` writes: it keeps the contract, its configuration is valid, and its own tests pass.
@Suite(.serialized, .timeLimit(.minutes(30))) struct ScaffoldTests {
    private static let kinds = ["receiver", "processor", "exporter", "connector", "extension"]

    @Test(arguments: kinds)
    func aNewComponentKeepsTheContract(kind: String) async throws {
        var shell = try Shell(in: Repository.scratch("scaffold-\(kind)"))
        let new = try await shell.run("swift-ocb new \(kind) AcmeThing\ncd acme-thing-\(kind)")
        try #require(new.exitCode == 0, "\(new.errors)")
        let suite = try await shell.run("swift-ocb check-component --update")
        #expect(suite.exitCode == 0, "\(suite.output)\(suite.errors.joined(separator: "\n"))")
        #expect(suite.output.contains("README.md: the table of settings was written\n"))
        #expect(suite.output.contains("  ok    default.yaml\n"))
        #expect(suite.output.hasSuffix("checks, all is well\n"))
        let again = try await shell.run("swift-ocb new \(kind) acme_thing --path .")
        #expect(again.exitCode == 1)
        #expect(again.errors.contains { $0.contains("exists already; choose another --path") })
    }

    @Test func aBrokenComponentIsReported() async throws {
        var shell = try Shell(in: Repository.scratch("scaffold-broken"))
        let new = try await shell.run("swift-ocb new processor leaky\ncd leaky-processor")
        try #require(new.exitCode == 0, "\(new.errors)")
        let path = shell.folder + "/Sources/LeakyProcessor/LeakyProcessor.swift"
        let source = try String(contentsOfFile: path, encoding: .utf8)
        try source.replacing("try await next.consume(data)", with: "try? await next.consume(data)")
            .write(toFile: path, atomically: true, encoding: .utf8)
        try "attribute: ''\n".write(toFile: shell.folder + "/Examples/empty.yaml", atomically: true, encoding: .utf8)
        let suite = try await shell.run("swift-ocb check-component")
        #expect(suite.exitCode == 1)
        #expect(
            suite.output.contains("neither passes on nor reports that the next component refused the data for good")
        )
        #expect(suite.output.contains("  FAIL  empty.yaml\n"))
    }

    /// The unit tests of all kinds, in one package, so that the library is compiled once.
    @Test func theirOwnTestsPass() async throws {
        var shell = try Shell(in: Repository.scratch("scaffold-tests"))
        let commands = Self.kinds.map { "swift-ocb new \($0) thing" }.joined(separator: "\n")
        let new = try await shell.run(commands)
        try #require(new.exitCode == 0, "\(new.errors)")
        let targets = Self.kinds.map { kind in
            let product = "Thing\(kind.capitalized)"
            return """
                    .target(name: "\(product)", dependencies: collector, path: "thing-\(kind)/Sources", swiftSettings: settings),
                    .testTarget(
                        name: "\(product)Tests",
                        dependencies: ["\(product)", .product(name: "CollectorTestKit", package: "swift-ocb")],
                        path: "thing-\(kind)/Tests",
                        swiftSettings: settings
                    ),
                """
        }
        let package = """
            // swift-tools-version: 6.2
            import PackageDescription
            let settings: [SwiftSetting] = [
                .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"), .unsafeFlags(["-warnings-as-errors"]),
            ]
            let collector: [Target.Dependency] = ["Pdata", "CollectorConfig", "CollectorAPI", "CollectorNet", "ExporterKit"]
                .map { .product(name: $0, package: "swift-ocb") }
            let package = Package(
                name: "things",
                dependencies: [.package(name: "swift-ocb", path: "\(Repository.root)")],
                targets: [
            \(targets.joined(separator: "\n"))
                ]
            )
            """
        try package.write(toFile: shell.folder + "/Package.swift", atomically: true, encoding: .utf8)
        let tests = try await shell.run(
            "swift test --scratch-path '\(Repository.scratch("scaffold-tests-build"))' 2>&1"
        )
        #expect(tests.exitCode == 0, "\(tests.output.suffix(4000))")
    }
}
