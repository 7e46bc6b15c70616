/// The manifest's words for a Go module: `<path> <version>`, as real manifests have them.
///
/// The version is noted and never fetched, so a missing one, `latest`, a branch or a placeholder that some script was to
/// replace will do.
package struct GoModule: Sendable, Hashable {
    package var path: String
    package var version: String?

    /// Reads the words; nil where there are none.
    package init?(_ words: String) {
        let parts = words.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let path = parts.first else { return nil }
        self.path = path
        version = parts.count > 1 ? parts.dropFirst().joined(separator: " ") : nil
    }

    package init(path: String, version: String?) {
        self.path = path
        self.version = version
    }

    /// The words again, on one line.
    package var words: String { version.map { "\(path) \($0)" } ?? path }

    /// An import path without major-version elements such as `/v2`, which say nothing of which component is meant.
    package static func normalized(_ importPath: String) -> String {
        importPath.split(separator: "/", omittingEmptySubsequences: true)
            .filter { !($0.first == "v" && $0.count > 1 && $0.dropFirst().allSatisfy(\.isNumber)) }
            .joined(separator: "/")
    }
}
