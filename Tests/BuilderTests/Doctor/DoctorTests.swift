import Foundation
import Testing

@testable import Builder

@Suite struct DoctorTests {
    private func examine(_ environment: [String: String], manifest: String? = nil) -> [Doctor.Finding] {
        let context = ProcessContext(environment: environment, currentFolder: Fixture.tests, executable: "/")
        var doctor = Doctor(context: context, library: Fixture.repository)
        return doctor.examine(manifest: manifest)
    }

    @Test func aMachineThatBuildsThisIsWell() throws {
        let folder = try TemporaryFolder()
        var environment = ProcessInfo.processInfo.environment
        environment[BuildCache.variable] = folder.path
        let findings = examine(environment, manifest: "Fixtures/checked.yaml")
        #expect(findings.filter { $0.state == .fail } == [])
        #expect(findings.contains { $0.state == .ok && $0.text.hasPrefix("Swift 6.") })
        #expect(findings.contains { $0.state == .ok && $0.text.hasPrefix("for every collector: libuv ") })
        // The fixture's modules are of an older release.
        #expect(findings.contains { $0.state == .warn && $0.text.contains("names v0.150.0") })
        #expect(findings.last?.line.hasPrefix("ok   cache with room") == true)
    }

    @Test func withoutToolsEachIsNamedWithItsCommand() throws {
        let folder = try TemporaryFolder()
        let findings = examine(["PATH": folder.path, BuildCache.variable: folder.path + "/cache"])
        let failures = findings.filter { $0.state == .fail }
        #expect(failures.contains { $0.text == "no Swift toolchain on PATH" })
        #expect(failures.contains { $0.text.hasPrefix("no pkg-config on PATH") && $0.fix?.contains("install") == true })
        #expect(findings.contains { $0.state == .warn && $0.text.hasPrefix("no git on PATH") })
    }

    @Test func aCacheThatCannotBeIsAFailure() throws {
        let folder = try TemporaryFolder()
        try Data().write(to: URL(fileURLWithPath: folder.path + "/file"))
        let findings = examine([BuildCache.variable: folder.path + "/file"])
        #expect(findings.contains { $0.state == .fail && $0.fix?.contains(BuildCache.variable) == true })
    }
}
