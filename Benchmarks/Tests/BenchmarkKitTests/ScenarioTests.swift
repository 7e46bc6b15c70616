import CollectorConfig
import Foundation
import Testing

@testable import BenchmarkKit

struct ScenarioTests {
    private func folder(_ files: [String: String]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("scenarios-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files {
            try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
        }
        return folder.path
    }

    @Test func eachNumberOfItemsIsAScenario() throws {
        let folder = try folder([
            "a.yaml": "config: a.yaml\nitems_per_request: [10, 100]\ngoals: {\"10\": 0.4}\n",
            "b.yaml": "config: b.yaml\nbaseline: a-100\n",
        ])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let all = try ScenarioFolder.read(folder)
        #expect(all.map(\.name) == ["a-10", "a-100", "b"])
        #expect(all.map(\.goal) == [0.4, nil, nil])
        #expect(ScenarioFolder.select(["a"], from: all).map(\.name) == ["a-10", "a-100"])
        #expect(ScenarioFolder.select(["b"], from: all).map(\.name) == ["a-100", "b"])
        #expect(ScenarioFolder.select(["*-1*"], from: all).map(\.name) == ["a-10", "a-100"])
        #expect(ScenarioFolder.select(["c"], from: all).isEmpty)
    }

    @Test func everyMistakeIsReportedWithItsPlace() throws {
        let folder = try folder(["a.yaml": "confg: a.yaml\nload: {transport: http}\n"])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let error = #expect(throws: ConfigErrors.self) { try ScenarioFolder.read(folder) }
        let text = try #require(error).description
        #expect(text.contains("a.yaml:1:1"))
        #expect(text.contains("did you mean 'config'"))
        #expect(text.contains("HTTP/1.1 has one request at a time"))
    }
}
