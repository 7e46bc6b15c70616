import CollectorConfig
import FileProvider
import Foundation
import Testing

struct FileProviderTests {
    private let provider = FileProviderFactory().provider()

    private func message(_ path: String) async -> String? {
        do throws(ProviderError) {
            _ = try await provider.retrieve(path)
            return nil
        } catch {
            return error.description
        }
    }

    /// Calls `body` with the path of a folder that is removed afterwards.
    private func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ocb-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.path)
    }

    @Test func aFileIsReadVerbatim() async throws {
        try await inFolder { folder in
            let text = "a: ü\r\n" + String(repeating: "# x\n", count: 50_000)
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/c.yaml"))
            #expect(
                try await provider.retrieve("\(folder)/c.yaml") == RetrievedConfig(text, source: "\(folder)/c.yaml")
            )
        }
    }

    @Test func whatCannotBeReadIsNamedWithTheReason() async throws {
        try await inFolder { folder in
            let here = FileManager.default.currentDirectoryPath
            #expect(
                await message("gone.yaml") == "unable to read the file gone.yaml: no such file or directory; "
                    + "the path is relative to \(here)"
            )
            #expect(
                await message("\(folder)/gone")
                    == "unable to read the file \(folder)/gone: no such file or directory"
            )
            #expect(
                await message(folder) == "unable to read the file \(folder): it is a directory; "
                    + "name a file in it; one --config for each"
            )
            #expect(await message("") == "the file has no name; write file:path")
            try Data([0x61, 0xFF]).write(to: URL(filePath: "\(folder)/binary"))
            #expect(await message("\(folder)/binary")?.hasSuffix("it is not UTF-8 text") == true)
            #expect(await message("/dev/zero")?.hasSuffix("it is larger than 16 MiB") == true)
        }
    }
}
