import Builder
import Foundation
import Testing

/// The cache that distributions share.
@Suite(.serialized, .timeLimit(.minutes(15))) struct CacheTests {
    private func manifest(_ name: String, exporter: String) throws -> String {
        let folder = Repository.scratch(name)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let text = "dist: {name: \(name)}\nreceivers: [{module: NopReceiver}]\nexporters: [{module: \(exporter)}]\n"
        try text.write(toFile: folder + "/m.yaml", atomically: true, encoding: .utf8)
        return folder
    }

    @Test func anotherDistributionCompilesWhatIsNewAndNothingElse() async throws {
        try await SmallDistribution.built()
        let folder = try manifest("second", exporter: "NopExporter")
        try? FileManager.default.removeItem(atPath: folder + "/out")
        let build = try await Program.run(
            Tool.path,
            ["--config", "m.yaml", "--output-path", "out", "--verbose"],
            in: folder
        )
        try #require(build.exitCode == 0, "\(build.errors.joined(separator: "\n"))")
        let compiled = build.errors.filter { $0.contains("] Compiling ") }
        #expect(compiled.allSatisfy { $0.contains("Compiling distribution ") }, "\(compiled)")
        #expect(build.errors.contains { $0.hasPrefix("Compiled ") && $0.hasSuffix(", 1 module)") })
        let components = try await Program.run(folder + "/out/second", ["components"])
        #expect(components.output.contains("command: second"))
        #expect(!components.output.contains("debug"))
    }

    @Test func twoAtATimeTakeTurnsAndBothAreRight() async throws {
        try await SmallDistribution.built()
        let folders = [try manifest("left", exporter: "NopExporter"), try manifest("right", exporter: "DebugExporter")]
        for folder in folders { try? FileManager.default.removeItem(atPath: folder + "/out") }
        let endings = try await withThrowingTaskGroup(of: Program.Ending.self) { group in
            for folder in folders {
                group.addTask {
                    try await Program.run(Tool.path, ["--config", "m.yaml", "--output-path", "out"], in: folder)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(endings.allSatisfy { $0.exitCode == 0 }, "\(endings.flatMap(\.errors).joined(separator: "\n"))")
        let left = try await Program.run(folders[0] + "/out/left", ["components"])
        let right = try await Program.run(folders[1] + "/out/right", ["components"])
        #expect(left.output.contains("command: left") && !left.output.contains("name: debug"))
        #expect(right.output.contains("command: right") && right.output.contains("name: debug"))
    }

    @Test func theCacheIsShownWithWhatItHolds() async throws {
        try await SmallDistribution.built()
        let shown = try await Program.run(Tool.path, ["cache"])
        #expect(shown.exitCode == 0)
        #expect(shown.output.contains(" of 10.0 GB\n"))
        // Other tests may be building: then the line goes on with who uses it.
        let lines = shown.output.split(separator: "\n")
        let place = "  \(Repository.root)"
        #expect(lines.contains { $0.hasSuffix(place) || $0.contains("\(place) (in use by ") })
        let costs = try await Program.run(Tool.path, ["cache", "costs"])
        #expect(costs.output.split(separator: "\n").contains { $0.hasSuffix("  CollectorNet") })
        let wrong = try await Program.run(Tool.path, ["cache", "prune", "--limit", "much"])
        #expect(wrong.exitCode == 1)
        #expect(wrong.errors.first?.hasPrefix("error: \"much\" is no size such as 10GB or 500MB") == true)
    }
}
