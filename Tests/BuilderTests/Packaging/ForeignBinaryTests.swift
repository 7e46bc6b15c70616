import Foundation
import Testing

@testable import Builder

/// Packages of a collector that was built for another machine.
@Suite struct ForeignBinaryTests {
    /// A program for arm64 that carries what a collector carries.
    private func binary(in folder: TemporaryFolder) throws -> PackagedBinary {
        var diagnostics = Diagnostics()
        let text = try Fixture.text("../Snapshots/m.lock")
        var lock = try #require(BuildLock.decode(text, file: "m.lock", into: &diagnostics))
        lock.target = "aarch64-unknown-linux-gnu"
        lock.system = ["libuv.pc": "1.44.2"]
        let manifest = "dist: {name: edge, version: 1.2.3, description: Edge}\n"
        let provenance = Provenance(revision: nil, lock: lock, manifest: manifest)
        let path = folder.path + "/edge"
        let bytes = ELFImage(needed: ["libc.so.6"], machine: 183).bytes + Array(provenance.text.utf8)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let binary = PackagedBinary(path: path, into: &diagnostics)
        #expect(diagnostics.sorted == [])
        return try #require(binary)
    }

    @Test func theDebianPackageIsForItsMachine() throws {
        let folder = try TemporaryFolder()
        let configuration = try folder.write("receivers:\n", to: "c.yaml")
        let environment = ["PATH": "/usr/bin:/bin"]
        let package = DebianPackage(
            try binary(in: folder),
            configuration: configuration,
            maintainer: "Me <me@example.com>",
            environment: environment,
            osRelease: "ID=debian\n"
        )
        #expect(package.fileName == "edge_1.2.3_arm64.deb")
        guard Subprocess.find("dpkg-deb", environment: environment) != nil else { return }
        let path = try package.write(to: folder.path)
        let fields = Subprocess(
            "/usr/bin/dpkg-deb",
            ["--field", path, "Architecture", "Depends"],
            environment: environment
        )
        #expect(fields.output()?.text.split(separator: "\n") == ["Architecture: arm64", "Depends: libc6"])
    }

    @Test func theBillNamesTheMachine() throws {
        let folder = try TemporaryFolder()
        let bill = try SoftwareBill(try binary(in: folder), osRelease: "ID=debian\n").json()
        #expect(bill.contains("\"pkg:generic/libuv@1.44.2?arch=arm64\""))
    }

    @Test func theImageIsForItsMachine() throws {
        let folder = try TemporaryFolder()
        var packed = try binary(in: folder)
        // As a static program is: nothing of this machine goes into its image.
        let bytes = ELFImage(needed: [], machine: 183).bytes
        let provenance = try Data(contentsOf: URL(fileURLWithPath: packed.path)).suffix(from: 0)
        let mark = try #require(provenance.range(of: Data("# swift-ocb provenance".utf8)))
        try (Data(bytes) + provenance[mark.lowerBound...]).write(to: URL(fileURLWithPath: packed.path))
        var diagnostics = Diagnostics()
        packed = try #require(PackagedBinary(path: packed.path, into: &diagnostics))
        var request = ImageWriter.Request(binary: packed, tag: "edge:1", output: folder.path + "/layout")
        request.certificates = try folder.write("", to: "ca.crt")
        let writer = ImageWriter(request, environment: ["PATH": "/usr/bin:/bin"], osRelease: "ID=debian\n")
        _ = try writer.write()
        let index = try String(contentsOfFile: folder.path + "/layout/index.json", encoding: .utf8)
        #expect(index.contains("\"architecture\":\"arm64\""), "\(index)")
    }
}
