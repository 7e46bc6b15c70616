import Foundation
import Testing

@testable import Builder

@Suite struct FileProblemTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What is said of making the folder at `path`.
    private func problem(withFolder path: String) -> String? {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            return nil
        } catch {
            return FileProblem(error).description
        }
    }

    @Test func theSystemsWordsAreFoundInside() {
        let cause = NSError(domain: NSPOSIXErrorDomain, code: Int(ENOSPC))
        let error = CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: "/a/b", NSUnderlyingErrorKey: cause])
        #expect(FileProblem(error).description == "/a/b: No space left on device")
        #expect(FileProblem(CocoaError(.fileWriteNoPermission)).description == "Permission denied")
    }

    @Test func aFileOnTheWayIsNamed() throws {
        let file = try folder.write("", to: "file")
        #expect(problem(withFolder: "\(file)/sub/folder")?.hasSuffix(": \(file) is not a folder") == true)
        #expect(problem(withFolder: "\(folder.path)/sub/folder") == nil)
    }
}
