import Builder
import Foundation
import Testing

/// The lock beside a manifest, and what a binary tells of its making.
@Suite(.serialized, .timeLimit(.minutes(15))) struct LockTests {
    private let folder = Repository.scratch("locked")
    private let manifest = "dist: {name: locked}\nreceivers: [{module: NopReceiver}]\nexporters: [{path: Acme}]\n"

    /// A manifest, and a package beside it.
    init() throws {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try manifest.write(toFile: folder + "/m.yaml", atomically: true, encoding: .utf8)
        try FileManager.default.copyItem(atPath: Repository.fixtures + "/Acme", toPath: folder + "/Acme")
    }

    private func run(_ arguments: String...) async throws -> Program.Ending {
        try await Program.run(Tool.path, arguments, in: folder)
    }

    @Test func whatHasChangedSinceIsAnError() async throws {
        let missing = try await run("--config", "m.yaml", "--output-path", "out", "--locked")
        #expect(missing.exitCode == 1)
        #expect(missing.errors.contains("error: there is no m.lock; write it by `swift-ocb lock`, and commit it"))
        let first = try await run("lock", "--config", "m.yaml")
        try #require(first.exitCode == 0, "\(first.errors)")
        #expect(first.errors.contains("Wrote m.lock"))
        let lock = try String(contentsOfFile: folder + "/m.lock", encoding: .utf8)
        for part in ["'NopReceiver':", "'CollectorNet':", "swift: '6.", "libuv1-dev", "'acme':"] {
            #expect(lock.contains(part), "\(part)")
        }
        // Nothing of this machine's folders is in it.
        #expect(!lock.contains("/"))
        #expect(try await run("lock", "--config", "m.yaml", "--check").exitCode == 0)

        let source = folder + "/Acme/Sources/AcmeExporter/Factory.swift"
        let text = try String(contentsOfFile: source, encoding: .utf8)
        try (text + "// changed\n").write(toFile: source, atomically: true, encoding: .utf8)
        try (manifest + "# changed\n").write(toFile: folder + "/m.yaml", atomically: true, encoding: .utf8)
        let changed = try await run("--config", "m.yaml", "--output-path", "out", "--locked")
        #expect(changed.exitCode == 1)
        #expect(changed.errors.contains { $0.hasPrefix("error: m.lock: the manifest has changed; ") })
        #expect(changed.errors.contains { $0.hasPrefix("error: m.lock: package acme: ") })
        #expect(!FileManager.default.fileExists(atPath: folder + "/out/locked"))
        #expect(try await run("lock", "--config", "m.yaml", "--check").exitCode == 1)
        #expect(try await run("lock", "--config", "m.yaml").exitCode == 0)
        #expect(try await run("lock", "--config", "m.yaml", "--check").exitCode == 0)
    }

    @Test func whyTellsWhoBringsALibrary() async throws {
        let why = try await run("why", "libcrypto", "--config", "m.yaml")
        try #require(why.exitCode == 0, "\(why.errors)")
        #expect(why.output.hasPrefix("every collector: CollectorService → CollectorNet → COpenSSL\n"))
        let absent = try await run("why", "RegularExpressions", "--config", "m.yaml")
        #expect(absent.exitCode == 1)
        #expect(absent.errors.last?.contains("RegularExpressions is not in this distribution") == true)
    }

    @Test func theBinaryTellsWhatItWasBuiltFrom() async throws {
        try await SmallDistribution.built()
        let told = try await Program.run(SmallDistribution.binary, ["components", "--provenance"])
        #expect(told.exitCode == 0)
        #expect(told.output.contains("name: small-collector"))
        #expect(told.output.contains("'OTLPReceiver': "))
        #expect(!told.output.contains(Repository.root))
        var diagnostics = Diagnostics()
        let read = try #require(Provenance.read(binary: SmallDistribution.binary, into: &diagnostics))
        #expect(told.output == read.text)
    }

    @Test func partsOfTheBinaryHaveTheirBill() async throws {
        let report = try await SmallDistribution.built()
        let bill = try #require(report.bill)
        #expect(bill.bytes == report.bytes)
        #expect(bill.rows.reduce(0) { $0 + $1.bytes } == bill.bytes)
        let receiver = try #require(bill.rows.first { $0.name == "OTLPReceiver" })
        #expect(receiver.kind == .component)
        #expect(receiver.text > 10_000)
        let build = ["--config", SmallDistribution.manifest, "--output-path", SmallDistribution.folder]
        let small = try await Program.run(Tool.path, build + ["--max-size", "2MB"])
        #expect(small.exitCode == 1)
        #expect(small.errors.last?.contains("more than the 2.0 MB of --max-size; the largest parts are ") == true)
        #expect(try await Program.run(Tool.path, build + ["--max-size", "200MB"]).exitCode == 0)
        let shown = try await Program.run(Tool.path, build + ["--bill"])
        #expect(shown.errors.contains { $0.hasSuffix("OTLPReceiver (component)") })
    }
}
