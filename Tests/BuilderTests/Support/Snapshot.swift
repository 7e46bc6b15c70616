import Foundation
import Testing

/// Compares `text` with the file `Snapshots/<name>`; with `RECORD_SNAPSHOTS=1` the file is rewritten, and the test fails
/// once so that nobody records by accident.
func expectSnapshot(_ text: String, _ name: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
    let path = "\(Fixture.tests)/Snapshots/\(name)"
    let present = try? String(contentsOfFile: path, encoding: .utf8)
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" || present == nil {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard present != text else { return }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        Issue.record("recorded \(name): look at it, and run again", sourceLocation: sourceLocation)
        return
    }
    #expect(text == present, "differs from \(path)", sourceLocation: sourceLocation)
}
