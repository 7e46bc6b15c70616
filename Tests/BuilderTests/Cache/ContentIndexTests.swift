import Foundation
import Testing

@testable import Builder

@Suite struct ContentIndexTests {
    private let package: TemporaryFolder

    init() throws {
        package = try TemporaryFolder()
        try package.write("let a = 1", to: "Sources/A/a.swift")
        try package.write("// swift-tools-version: 6.2", to: "Package.swift")
    }

    /// As a run of the tool does it.
    private func digest() -> String {
        var index = ContentIndex(file: package.path + "/.build/contents")
        defer { index.save() }
        return index.package(at: package.path).digest
    }

    @Test func whatIsBuiltFromCounts() throws {
        try package.write("", to: ".build/x")
        let before = digest()
        #expect(digest() == before)
        try package.write("let a = 2", to: "Sources/A/a.swift")
        let changed = digest()
        #expect(changed != before)
        try package.write("let b = 1", to: "Sources/A/b.swift")
        #expect(digest() != changed)
        try FileManager.default.removeItem(atPath: package.path + "/Sources/A/b.swift")
        #expect(digest() == changed)
    }

    @Test func whatWasOnlyTouchedIsTheSame() throws {
        try package.write("", to: ".build/x")
        let before = digest()
        let file = package.path + "/Sources/A/a.swift"
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: file)
        #expect(digest() == before)
        // What a checkout of another revision and back does.
        try FileManager.default.removeItem(atPath: file)
        try package.write("let a = 1", to: "Sources/A/a.swift")
        #expect(digest() == before)
    }

    @Test func digestsAreThoseOfTheContents() throws {
        var index = ContentIndex(file: package.path + "/none/contents")
        let entries = index.package(at: package.path)
        #expect(entries.map(\.path) == ["Package.swift", "Sources/A/a.swift"])
        // From `printf 'let a = 1' | sha256sum`.
        #expect(entries.last?.digest == "2c07d877ba5b1548307d0bbc6f8ab5df93de4c6db3fbf7283c451809def87824")
        index.save()
    }

    @Test func whatWasBuiltDoesNotCount() throws {
        let before = digest()
        try package.write("x", to: ".build/debug/a.o")
        try package.write("x", to: "Tests/ATests/a.swift")
        try package.write("x", to: "Sources/A/README.md")
        #expect(digest() == before)
    }

    @Test func aLinkToAFolderAboveDoesNotHang() throws {
        try FileManager.default.createSymbolicLink(
            atPath: package.path + "/Sources/A/loop",
            withDestinationPath: package.path
        )
        #expect(!digest().isEmpty)
    }

    @Test func aDamagedIndexIsNotBelieved() throws {
        let before = digest()
        try package.write("x\ny z\n\u{0}", to: ".build/contents")
        #expect(digest() == before)
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
