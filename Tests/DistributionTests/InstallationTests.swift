import Builder
import Foundation
import Testing

/// `make install`'s script, into a prefix of the test's own.
@Suite(.timeLimit(.minutes(5))) struct InstallationTests {
    @Test func anInstalledToolUsesTheLibraryBesideIt() async throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("prefix-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        let prefix = url.resolvingSymlinksInPath().path
        defer { try? FileManager.default.removeItem(atPath: prefix) }
        let install = try await Program.run("/usr/bin/env", ["bash", "scripts/install.sh", Tool.path, prefix])
        try #require(install.exitCode == 0, "\(install.errors.joined(separator: "\n"))")

        let tool = prefix + "/bin/swift-ocb"
        let (report, _) = try await Tool.build(
            "--config",
            SmallDistribution.manifest,
            "--dry-run",
            by: tool,
            in: prefix
        )
        #expect(report.ok)
        #expect(report.library == prefix + "/share/swift-ocb")
        let share = prefix + "/share"
        for (file, text) in [
            ("man/man1/swift-ocb.1", ".SS \"from\\-config <config> ...\""),
            ("zsh/site-functions/_swift-ocb", "#compdef swift-ocb"),
            ("bash-completion/completions/swift-ocb", "check-config"),
            ("fish/vendor_completions.d/swift-ocb.fish", "from-config"),
        ] { #expect(try String(contentsOfFile: "\(share)/\(file)", encoding: .utf8).contains(text), "\(file)") }
        let there = try await Program.run(tool, ["components", "--format", "json"], in: prefix)
        let here = try await Program.run(Tool.path, ["components", "--format", "json"])
        #expect(there.output == here.output)
        #expect(there.output.contains("\"OTLPReceiver\""))
    }
}
