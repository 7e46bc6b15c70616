import Builder
import Foundation
import Testing

/// The tool as users run it: the executable that was built with these tests.
enum Tool {
    static let path: String = {
        // On Linux the tests are a program in the products' folder; on macOS they are a bundle in it.
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let tests = bundle ?? Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
        return tests.resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("swift-ocb").path
    }()

    /// Runs it with `--format json`.
    static func build(
        _ arguments: String...,
        by path: String = path,
        in folder: String = Repository.fixtures
    ) async throws -> (report: BuildReport, ending: Program.Ending) {
        let ending = try await Program.run(path, arguments + ["--format", "json"], in: folder)
        let report = try JSONDecoder().decode(BuildReport.self, from: Data(ending.output.utf8))
        #expect(ending.exitCode == (report.ok ? 0 : 1))
        return (report, ending)
    }
}
