import Foundation

/// Whether a file is still the same, told without reading it.
package enum Fingerprint {
    /// Covers size and times of one file.
    package static func file(at path: String) -> String { FileFacts(path: path).map { " \($0.words)" } ?? "missing" }
}

/// What the system notes of a file.
struct FileFacts {
    var isFolder: Bool
    /// Which file it is, whatever its name.
    var identity: String
    /// Size, times and identity in one word.
    var words: String

    init?(path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        #if canImport(Darwin)
            let (modified, changed) = (facts.st_mtimespec, facts.st_ctimespec)
        #else
            let (modified, changed) = (facts.st_mtim, facts.st_ctim)
        #endif
        isFolder = facts.st_mode & S_IFMT == S_IFDIR
        identity = "\(facts.st_dev):\(facts.st_ino)"
        words =
            "\(facts.st_size):\(modified.tv_sec).\(modified.tv_nsec):\(changed.tv_sec).\(changed.tv_nsec):\(facts.st_ino)"
    }
}

/// What is noted of a build, to see that nothing has changed since.
package struct BuildStamp: Codable, Equatable {
    /// Covers everything that went in.
    package var inputs: String
    /// Covers the binary that came out.
    package var binary: String

    package static func read(_ path: String) -> BuildStamp? {
        FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(BuildStamp.self, from: $0) }
    }

    package func write(_ path: String) throws {
        try JSONEncoder().encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
