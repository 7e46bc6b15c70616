import Builder
import Foundation
import Testing

/// The distribution of `Fixtures/small.yaml`, built once for all tests.
enum SmallDistribution {
    static let manifest = Repository.fixtures + "/small.yaml"
    static let configuration = Repository.fixtures + "/collector.yaml"
    static let folder = Repository.scratch("small")
    static let binary = folder + "/small-collector"

    private static let build = Task { () async throws -> BuildReport in
        try? FileManager.default.removeItem(atPath: folder)
        let (report, ending) = try await Tool.build("--config", manifest, "--output-path", folder)
        try #require(report.ok, "\(ending.errors.joined(separator: "\n"))")
        return report
    }

    /// Builds it again, which changes nothing, with a configuration to check.
    static func checked(_ config: String) async throws -> (report: BuildReport, ending: Program.Ending) {
        try await Tool.build("--config", manifest, "--output-path", folder, "--check-config", config)
    }

    /// Builds it unless that was done.
    @discardableResult
    static func built() async throws -> BuildReport {
        try await withTaskCancellationHandler {
            try await build.value
        } onCancel: {
            build.cancel()
        }
    }
}
