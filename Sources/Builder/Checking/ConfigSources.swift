import Foundation

/// The sources of one collector configuration, merged in this order as the collector merges those of several `--config`.
package struct ConfigSources: Sendable, Hashable {
    /// URIs and paths.
    package var uris: [String]

    package init(_ uris: [String]) {
        self.uris = uris
    }

    /// The sources in an argument: one, or several with commas between them.
    package init(argument: String) {
        // YAML in an argument has commas of its own.
        uris =
            argument.hasPrefix("yaml:") || FileManager.default.fileExists(atPath: argument)
            ? [argument] : argument.split(separator: ",").map { String($0).trimmingWhitespace }
    }

    /// As an argument has them.
    package var words: String { uris.joined(separator: ",") }

    /// These with each path that is not in the current folder taken from `folder`, where it is there.
    package func beside(_ folder: String, currentFolder: String) -> ConfigSources {
        guard !folder.isEmpty else { return self }
        return ConfigSources(
            uris.map { uri in
                let prefix = uri.hasPrefix("file:") ? "file:" : ""
                let path = String(uri.dropFirst(prefix.count))
                let isThere = FileManager.default.fileExists(atPath: Self.absolute(path, currentFolder))
                let beside = Self.absolute(path, folder)
                guard !path.hasPrefix("/"), !isThere, FileManager.default.fileExists(atPath: beside) else { return uri }
                return prefix + beside
            }
        )
    }

    private static func absolute(_ path: String, _ folder: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }
}
