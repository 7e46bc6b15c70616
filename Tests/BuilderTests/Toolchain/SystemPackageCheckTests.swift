import Testing

@testable import Builder

@Suite struct SystemPackageCheckTests {
    private let packages = [
        SystemPackage(pkgConfig: "libuv", apt: "libuv1-dev"), SystemPackage(pkgConfig: "zlib", apt: "zlib1g-dev"),
        SystemPackage(pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
    ]

    /// What is said on a system where pkg-config knows the libraries in `known`.
    private func diagnostics(known: [String]?) throws -> [String] {
        let folder = try TemporaryFolder()
        if let known {
            let cases = known.map { "\($0)) ;;" }.joined(separator: " ")
            try folder.script("pkg-config", #"shift; for name; do case "$name" in \#(cases) *) exit 1;; esac; done"#)
        }
        var diagnostics = Diagnostics()
        SystemPackageCheck.run(packages, environment: ["PATH": folder.path], into: &diagnostics)
        return diagnostics.sorted.map(\.description)
    }

    @Test func nothingIsSaidWhereAllIsThere() throws {
        #expect(try diagnostics(known: ["libuv", "zlib", "yaml-0.1"]) == [])
    }

    @Test func allThatIsMissingIsOneCommand() throws {
        let said = try diagnostics(known: ["zlib"])
        #expect(said.count == 1)
        #expect(said.first?.contains("libuv (libuv1-dev), yaml-0.1 (libyaml-dev)") == true)
        #expect(said.first?.hasSuffix("apt-get install -y libuv1-dev libyaml-dev") == true)
    }

    @Test func withoutPkgConfigEveryPackageIsNamed() throws {
        let said = try diagnostics(known: nil)
        #expect(said.count == 1)
        #expect(said.first?.hasSuffix("apt-get install -y pkg-config libuv1-dev zlib1g-dev libyaml-dev") == true)
    }
}
