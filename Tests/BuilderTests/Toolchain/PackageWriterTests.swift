import Foundation
import Testing

@testable import Builder

@Suite struct PackageWriterTests {
    private let package = GeneratedPackage(
        files: [
            .init(path: "Sources/distribution/main.swift", content: "main()\n"),
            .init(
                path: "Package.swift",
                content: "[.package(path: \"/home/other/.cache/0/swift-ocb\"), .package(path: \"../my-swift-ocb\")]\n"
            ),
            .init(path: "discard-modhash.ld", content: ""),
        ],
        identity: ""
    )

    @Test func onlyWhatChangedIsWritten() throws {
        let folder = try TemporaryFolder()
        let output = folder.path + "/a/b"
        #expect(PackageWriter.changes(package, in: output).map(\.change) == [.created, .created, .created])
        try PackageWriter.write(package, to: output)
        var changed = package
        changed.files[0].content = "main() // changed\n"
        #expect(PackageWriter.changes(changed, in: output).map(\.change) == [.updated, .unchanged, .unchanged])
    }

    @Test func sourcesFromAnotherMachineNameTheLibraryOfThisOne() throws {
        let folder = try TemporaryFolder()
        try PackageWriter.write(package, to: folder.path)
        let present = try #require(PackageWriter.read(from: folder.path, libraryPath: "/usr/share/swift-ocb"))
        #expect(
            present.files.first { $0.path == "Package.swift" }?.content
                == "[.package(path: \"/usr/share/swift-ocb\"), .package(path: \"../my-swift-ocb\")]\n"
        )
        #expect(PackageWriter.read(from: folder.path + "/none", libraryPath: "/usr/share/swift-ocb") == nil)
    }
}
