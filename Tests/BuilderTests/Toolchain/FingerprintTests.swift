import Foundation
import Testing

@testable import Builder

@Suite struct FingerprintTests {
    @Test func whatIsBuiltFromCounts() throws {
        let package = try TemporaryFolder()
        try package.write("let a = 1", to: "Sources/A/a.swift")
        try package.write("// swift-tools-version: 6.2", to: "Package.swift")
        let before = Fingerprint.package(at: package.path)
        #expect(Fingerprint.package(at: package.path) == before)
        try package.write("let a = 22", to: "Sources/A/a.swift")
        let changed = Fingerprint.package(at: package.path)
        #expect(changed != before)
        try package.write("let b = 1", to: "Sources/A/b.swift")
        let grown = Fingerprint.package(at: package.path)
        #expect(grown != changed)
        try FileManager.default.removeItem(atPath: package.path + "/Sources/A/b.swift")
        #expect(Fingerprint.package(at: package.path) == changed)
    }

    @Test func whatWasBuiltDoesNotCount() throws {
        let package = try TemporaryFolder()
        try package.write("let a = 1", to: "Sources/A/a.swift")
        let before = Fingerprint.package(at: package.path)
        try package.write("x", to: ".build/debug/a.o")
        try package.write("x", to: "Tests/ATests/a.swift")
        #expect(Fingerprint.package(at: package.path) == before)
    }

    @Test func aLinkToAFolderAboveDoesNotHang() throws {
        let package = try TemporaryFolder()
        try package.write("let a = 1", to: "Sources/A/a.swift")
        try FileManager.default.createSymbolicLink(
            atPath: package.path + "/Sources/A/loop",
            withDestinationPath: package.path
        )
        #expect(!Fingerprint.package(at: package.path).isEmpty)
    }

    @Test func stampsAreReadAsWritten() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/stamp"
        #expect(BuildStamp.read(path) == nil)
        let stamp = BuildStamp(inputs: "a", binary: "b")
        try stamp.write(path)
        #expect(BuildStamp.read(path) == stamp)
        try folder.write("{", to: "stamp")
        #expect(BuildStamp.read(path) == nil)
    }
}
