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

    /// Reads the manifest at `path`; reports why where it cannot.
    package static func read(_ path: String, into diagnostics: inout Diagnostics) -> ManifestFile? {
        let url = URL(fileURLWithPath: path)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            diagnostics.error(
                "failed to load configuration file: \(path) does not exist",
                fix: "check --config, or run `swift-ocb init`"
            )
            return nil
        }
        guard !isFolder.boolValue, let data = FileManager.default.contents(atPath: url.path) else {
            diagnostics.error("failed to load configuration file: \(path) is not a readable file")
            return nil
        }
        return ManifestFile(
            name: path,
            directory: url.deletingLastPathComponent().path,
            text: String(decoding: data, as: UTF8.self)
        )
    }
}
