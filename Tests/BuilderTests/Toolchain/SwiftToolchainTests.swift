import Testing

@testable import Builder

@Suite struct SwiftToolchainTests {
    private func find(_ answer: String?) throws -> (toolchain: SwiftToolchain?, said: [String]) {
        let folder = try TemporaryFolder()
        if let answer { try folder.script("swift", answer) }
        var diagnostics = Diagnostics()
        let toolchain = SwiftToolchain.find(environment: ["PATH": folder.path], into: &diagnostics)
        return (toolchain, diagnostics.sorted.map(\.description))
    }

    @Test(arguments: [
        ("Swift version 6.3.1 (swift-6.3.1-RELEASE)", "6.3.1"), ("Apple Swift version 6.4 (swiftlang-6.4.0.1)", "6.4"),
        ("Swift version 10.0-dev (LLVM 1)", "10.0"),
    ])
    func newVersionsAreTaken(output: String, version: String) throws {
        let found = try find("echo '\(output)'")
        #expect(found.toolchain?.version == version)
        #expect(found.said == [])
    }

    @Test func oldVersionsAreRefusedWithTheFix() throws {
        let found = try find("echo 'Swift version 5.10.1 (swift-5.10.1-RELEASE)'")
        #expect(found.toolchain == nil)
        #expect(found.said.count == 1)
        #expect(found.said.first?.contains("Swift 5.10.1") == true)
        #expect(found.said.first?.contains("https://www.swift.org/install") == true)
    }

    @Test func aMissingToolchainIsSaid() throws {
        #expect(try find(nil).said.first?.contains("https://www.swift.org/install") == true)
    }

    @Test(arguments: ["exit 1", "echo nonsense", "kill -9 $$"])
    func aBrokenToolchainIsSaid(answer: String) throws {
        let found = try find(answer)
        #expect(found.toolchain == nil)
        #expect(found.said.count == 1)
    }
}

@Suite struct PinnedEnvironmentTests {
    @Test func shellsDoNotDiffer() throws {
        let tools = try TemporaryFolder()
        try tools.script("swift", "true")
        let one = ["PATH": "/nowhere:\(tools.path)", "HOME": "/home/a", "OLDPWD": "/x", "SSH_AUTH_SOCK": "/run/1"]
        let other = ["PATH": "\(tools.path):/elsewhere", "HOME": "/home/a", "LANG": "de_DE", "TERM": "xterm"]
        #expect(PinnedEnvironment.make(from: one) == PinnedEnvironment.make(from: other))
        #expect(PinnedEnvironment.make(from: one)["PATH"]?.hasPrefix("\(tools.path):/usr/") == true)
    }

    @Test func whereLibrariesAreIsKept() {
        #expect(PinnedEnvironment.make(from: ["PKG_CONFIG_PATH": "/opt/lib/pkgconfig"])["PKG_CONFIG_PATH"] != nil)
    }
}
