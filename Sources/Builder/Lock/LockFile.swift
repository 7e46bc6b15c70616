import Foundation

/// The lock beside a manifest: `builder-config.lock` for `builder-config.yaml`.
package struct LockFile: Sendable, Equatable {
    package let path: String
    /// What diagnostics call it.
    package let name: String

    /// Of a manifest in a file; nil for one that has none.
    package init?(manifestPath: String?, currentFolder: String) {
        guard let manifestPath, !manifestPath.isEmpty, manifestPath != "-" else { return nil }
        var stem = manifestPath[...]
        for suffix in [".yaml", ".yml", ".json"] where stem.hasSuffix(suffix) { stem = stem.dropLast(suffix.count) }
        name = stem + ".lock"
        path = name.hasPrefix("/") ? name : "\(currentFolder)/\(name)"
    }

    package var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// The lock; nil after an error.
    package func read(into diagnostics: inout Diagnostics) -> BuildLock? {
        guard let data = FileManager.default.contents(atPath: path) else {
            diagnostics.error("there is no \(name)", fix: "write it by `swift-ocb lock`, and commit it")
            return nil
        }
        return BuildLock.decode(String(decoding: data, as: UTF8.self), file: name, into: &diagnostics)
    }

    /// Writes it unless it says so already.
    ///
    /// - Returns: whether anything was written.
    package func write(_ lock: BuildLock) throws -> Bool {
        let data = Data(lock.text.utf8)
        guard FileManager.default.contents(atPath: path) != data else { return false }
        try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        return true
    }
}
