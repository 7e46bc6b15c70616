import Foundation
import Testing

@testable import Builder

/// A folder of a test's own, gone with the value.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("swift-ocb-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.resolvingSymlinksInPath().path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file, with the folders above it.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    /// Writes a shell script that can be run by its name.
    @discardableResult
    func script(_ name: String, _ body: String) throws -> String {
        let file = "\(path)/\(name)"
        // Not written by this process: a program that another test starts meanwhile would inherit the open file, and
        // while it is open for writing nobody can run it.
        let command = #"printf '%s\n' '#!/bin/sh' "$1" > "$0" && chmod 755 "$0""#
        let writing = Subprocess("/bin/sh", ["-c", command, file, body], environment: ["PATH": "/usr/bin:/bin"])
        try #require(writing.output()?.exitCode == 0)
        return file
    }
}
