import Foundation
import Testing

@testable import Builder

@Suite struct ManifestFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ path: String) -> (file: ManifestFile?, messages: [String]) {
        var diagnostics = Diagnostics()
        let file = ManifestFile.read(path, currentFolder: folder.path, into: &diagnostics)
        return (file, diagnostics.sorted.map(\.description))
    }

    @Test func relativePathsBeginAtTheCurrentFolder() throws {
        try folder.write("dist: {name: a}\n", to: "sub/m.yaml")
        let read = read("sub/m.yaml")
        #expect(
            read.file
                == ManifestFile(name: "sub/m.yaml", directory: folder.path + "/sub", text: "dist: {name: a}\n")
        )
        #expect(read.messages == [])
    }

    @Test func pipesAreReadToTheirEnd() throws {
        let path = folder.path + "/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        let text = "# " + String(repeating: "a", count: 200_000) + "\n"
        let writer = Thread { try? text.write(to: URL(fileURLWithPath: path), atomically: false, encoding: .utf8) }
        writer.start()
        #expect(read(path).file?.text == text)
    }

    @Test func whatCannotBeReadIsSaidInTheSystemsWords() {
        #expect(
            read("none.yaml").messages == [
                "error: failed to load configuration file: none.yaml: No such file or directory; "
                    + "check --config, or run `swift-ocb init`"
            ]
        )
        #expect(read(".").messages == ["error: failed to load configuration file: .: Is a directory; check --config"])
        #expect(read("/dev/zero").messages.first?.contains("/dev/zero is larger than 16 MB") == true)
    }

    @Test func bytesThatAreNoTextHaveAPlace() throws {
        let path = folder.path + "/m.yaml"
        try Data(Array("dist:\n  name: é".utf8) + [0xff, 0x0a]).write(to: URL(fileURLWithPath: path))
        #expect(read("m.yaml").file == nil)
        #expect(read("m.yaml").messages == ["m.yaml:2:10: error: the manifest is not UTF-8 text; save it as UTF-8"])
    }
}
