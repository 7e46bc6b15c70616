import Foundation
import Testing

@testable import CollectorAPI

@Suite struct SystemMemoryTests {
    /// A folder that looks like a system's root.
    private func memory(_ files: [String: String]) throws -> SystemMemory {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("memory-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for (path, text) in files {
            let file = root.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
        return SystemMemory(root: root.path)
    }

    private let machine = ["proc/meminfo": "MemTotal:       2048 kB\nMemFree:  5 kB\n"]

    @Test func withoutAGroupItIsTheMachine() throws {
        let found = try memory(machine)
        #expect(found.total == 2 << 20)
        #expect(found.source == .machine)
    }

    @Test func theTightestGroupOfTheSecondVersionHolds() throws {
        var files = machine
        files["proc/self/cgroup"] = "0::/a/b\n"
        files["sys/fs/cgroup/a/b/memory.max"] = "max\n"
        files["sys/fs/cgroup/a/memory.max"] = "1048576\n"
        let found = try memory(files)
        #expect(found.total == 1 << 20)
        #expect(found.source == .controlGroup2)
    }

    @Test func insideAContainerTheFileStandsAtTheTop() throws {
        var files = machine
        files["proc/self/cgroup"] = "12:cpu,cpuacct:/docker/x\n11:memory:/docker/x\n"
        files["sys/fs/cgroup/memory/memory.limit_in_bytes"] = "524288\n"
        let found = try memory(files)
        #expect(found.total == 512 << 10)
        #expect(found.source == .controlGroup1)
    }

    @Test func aLimitBeyondTheMachineIsNone() throws {
        var files = machine
        files["proc/self/cgroup"] = "11:memory:/\n"
        files["sys/fs/cgroup/memory/memory.limit_in_bytes"] = "9223372036854771712\n"
        #expect(try memory(files).source == .machine)
    }

    @Test func nothingReadableIsAGuess() throws {
        let found = try memory([:])
        #expect(found.source == .unknown)
        #expect(found.total == 1 << 30)
    }
}
