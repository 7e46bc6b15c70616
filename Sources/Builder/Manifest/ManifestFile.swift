internal import CollectorConfig
import Foundation

/// A manifest as it was read, before anything is known of its meaning.
package struct ManifestFile: Sendable, Equatable {
    /// The name that diagnostics use: the path as the user gave it.
    package var name: String
    /// The folder that the file stands in; empty for the embedded manifest.
    package var directory: String
    package var text: String

    package init(name: String, directory: String, text: String) {
        self.name = name
        self.directory = directory
        self.text = text
    }

    /// More than this is no manifest.
    private static let mostBytes = 16 << 20

    /// Reads the manifest at `path`, where `-` is the standard input; reports why where it cannot.
    package static func read(
        _ path: String,
        currentFolder: String,
        into diagnostics: inout Diagnostics
    ) -> ManifestFile? {
        let isInput = path == "-"
        let url = URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: currentFolder, isDirectory: true))
        guard let bytes = bytes(of: isInput ? "/dev/stdin" : url.path) else {
            let cause = errno
            diagnostics.error(
                "failed to load configuration file: \(path): \(String(cString: strerror(cause)))",
                fix: cause == ENOENT ? "check --config, or run `swift-ocb init`" : "check --config"
            )
            return nil
        }
        let name = isInput ? "<stdin>" : path
        guard bytes.count <= mostBytes else {
            diagnostics.error(
                "failed to load configuration file: \(name) is larger than \(mostBytes >> 20) MB",
                fix: "check --config"
            )
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            diagnostics.error(
                "the manifest is not UTF-8 text",
                at: firstDamage(in: bytes, file: name),
                fix: "save it as UTF-8"
            )
            return nil
        }
        return ManifestFile(
            name: name,
            directory: isInput ? "" : url.absoluteURL.deletingLastPathComponent().path,
            text: text
        )
    }

    /// The content of a file or pipe, and a byte more than is allowed at most; nil with `errno` where it cannot be read.
    private static func bytes(of path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= mostBytes {
            let count = chunk.withUnsafeMutableBytes { Foundation.read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return nil }
            if count == 0 { break }
            bytes += chunk.prefix(count)
        }
        return bytes
    }

    /// Where the first byte stands that is no part of UTF-8 text.
    private static func firstDamage(in bytes: [UInt8], file: String) -> SourcePosition {
        var place = SourcePosition(file: file, line: 1, column: 1)
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            place =
                scalar == "\n"
                ? SourcePosition(file: file, line: place.line + 1, column: 1)
                : SourcePosition(file: file, line: place.line, column: place.column + 1)
        }
        return place
    }
}
