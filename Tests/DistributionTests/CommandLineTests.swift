import Builder
import Foundation
import Testing

/// The tool's command line, where nothing is compiled.
@Suite(.timeLimit(.minutes(5))) struct CommandLineTests {
    private let fixtures = Repository.builderTests + "/Fixtures"

    @Test func twelveMistakesAreTwelveDiagnosticsInOneRun() async throws {
        let run = try await Program.run(Tool.path, ["--config", "twelve-mistakes.yaml"], in: fixtures)
        #expect(run.exitCode == 1)
        #expect(run.output.isEmpty)
        let snapshot = Repository.builderTests + "/Snapshots/twelve-mistakes.txt"
        let expected = try String(contentsOfFile: snapshot, encoding: .utf8)
            .replacing("/a/nowhere", with: fixtures + "/nowhere")
            .split(separator: "\n").map(String.init)
        #expect(run.errors.filter { $0.hasPrefix("twelve-mistakes.yaml:") } == expected)
        #expect(run.errors.last == "12 errors")
    }

    @Test func theSameAsJSON() async throws {
        let (report, ending) = try await Tool.build("--config", "twelve-mistakes.yaml", in: fixtures)
        #expect(ending.exitCode == 1)
        #expect(report.diagnostics.map(\.line) == [2, 3, 4, 5, 8, 9, 12, 13, 14, 16, 18, 19])
        #expect(report.diagnostics.allSatisfy { $0.severity == "error" && $0.fix != nil && $0.column != nil })
    }

    @Test func theUntouchedCoreManifestSaysWhatIsMissing() async throws {
        let (report, _) = try await Tool.build("--config", "otelcorecol.yaml", "--dry-run", in: fixtures)
        #expect(!report.ok)
        #expect(report.diagnostics.filter { $0.severity == "error" }.map(\.line) == [18, 22])
        let skipping = try await Tool.build(
            "--config",
            "otelcorecol.yaml",
            "--dry-run",
            "--skip-unavailable",
            in: fixtures
        )
        #expect(skipping.report.ok)
    }

    @Test func flagsAreReadAsScriptsForOCBWriteThem() async throws {
        let (report, _) = try await Tool.build(
            "--config=small.yaml",
            "--ldflags",
            "-s -w -X main.version=1",
            "--gcflags=all=-N -l",
            "--output-path=",
            "--skip-strict-versioning=false",
            "--verbose=true",
            "--dry-run"
        )
        #expect(report.ok)
        #expect(report.diagnostics.map(\.severity) == ["note", "note"])
        #expect(report.outputPath?.hasPrefix(Repository.root) == false)
    }

    @Test func thisMachineIsATargetLikeAnyOther() async throws {
        let platform = try #require(TargetTriple.host?.platform)
        let (report, _) = try await Tool.build("--config", "small.yaml", "--target", platform, "--dry-run")
        #expect(report.ok)
        #expect(report.target == nil)
        let call = try #require(report.operations?.first { $0.hasPrefix("run swift build ") })
        #expect(!call.contains("--swift-sdk"))
        let (unknown, _) = try await Tool.build("--config", "small.yaml", "--target", "linux/amd46", "--dry-run")
        #expect(unknown.diagnostics.compactMap(\.fix) == ["did you mean \"linux/amd64\"?"])
    }

    @Test func wiringAnEditorCanBeLookedAtFirst() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ocb-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try await Program.run(Tool.path, ["init", "--path", folder])
        let wire = ["schema", "--install", "--config", "manifest.yaml"]
        let dry = try await Program.run(Tool.path, wire + ["--dry-run"], in: folder)
        #expect(dry.output.contains("Would edit manifest.yaml\n"))
        #expect(dry.output.contains("\n+# yaml-language-server: $schema=./manifest.schema.json\n"))
        #expect(dry.output.contains("Would write .vscode/settings.json\n"))
        #expect(!FileManager.default.fileExists(atPath: folder + "/.vscode"))
        let wet = try await Program.run(Tool.path, wire, in: folder)
        #expect(wet.output == "Wrote manifest.schema.json\nEdited manifest.yaml\nWrote .vscode/settings.json\n")
        #expect(try await Program.run(Tool.path, wire, in: folder).output == "manifest.yaml is wired already\n")
    }

    @Test(arguments: [
        (["componets"], "error: there is no command \"componets\"; did you mean \"components\"?"),
        (["--confg", "a"], "error: Unknown option '--confg'. Did you mean '--config'?"),
        (["--config", "none.yaml"], "error: failed to load configuration file: none.yaml: No such file or directory"),
        (["--library", "/none"], "error: --library names /none, which is not a component library"),
        (["--output-path", "/dev/null/x", "--skip-compilation"], "error: failed to create output path: /dev/null/x"),
    ])
    func mistakesOnTheCommandLineEndWithOne(arguments: [String], message: String) async throws {
        let run = try await Program.run(Tool.path, arguments)
        #expect(run.exitCode == 1)
        let errors = run.errors.filter { $0.contains("error: ") }
        #expect(errors.count == 1)
        #expect(errors.first?.hasPrefix(message) == true, "\(errors)")
    }

    @Test func versionAndHelpAreOnStandardOutput() async throws {
        for arguments in [["version"], ["--version"]] {
            let run = try await Program.run(Tool.path, arguments)
            #expect(run.exitCode == 0)
            #expect(run.output == "swift-ocb version \(BuilderVersion.current)\n")
        }
        let help = try await Program.run(Tool.path, ["--help"])
        #expect(help.exitCode == 0)
        #expect(help.output.contains("--skip-get-modules"))
    }

    @Test func aNewProjectsManifestIsGood() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ocb-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let initial = try await Program.run(Tool.path, ["init", "--path", folder])
        #expect(initial.exitCode == 0)
        let (report, _) = try await Tool.build("--config", "manifest.yaml", "--dry-run", in: folder)
        #expect(report.ok)
        #expect(report.diagnostics == [])
        let again = try await Program.run(Tool.path, ["init", "--path", folder])
        #expect(again.exitCode == 1)
        #expect(again.errors.count == 5)
    }
}
