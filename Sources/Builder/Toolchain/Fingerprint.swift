import Foundation

/// Whether inputs are still the same, told without reading all of them.
package enum Fingerprint {
    /// Folders that hold what was built, not what is built from.
    private static let skipped: Set<String> = [
        ".build", ".git", "Tests", "Benchmarks", "Examples", "deploy", "manifests",
    ]

    /// Covers names, sizes and times of all source files of a package.
    package static func package(at root: String) -> String {
        var rows: [String] = []
        var pending = [""]
        while let folder = pending.popLast() {
            for name in names(in: root + folder) {
                let path = folder + "/" + name
                guard !skipped.contains(name), let facts = facts(of: root + path) else { continue }
                if facts.isFolder {
                    pending.append(path)
                } else {
                    rows.append(path + facts.words)
                }
            }
        }
        return SHA256.digest(of: rows.sorted())
    }

    /// Covers size and time of one file.
    package static func file(at path: String) -> String { facts(of: path)?.words ?? "missing" }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    private static func facts(of path: String) -> (isFolder: Bool, words: String)? {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        #if canImport(Darwin)
            let time = facts.st_mtimespec
        #else
            let time = facts.st_mtim
        #endif
        return (facts.st_mode & S_IFMT == S_IFDIR, " \(facts.st_size) \(time.tv_sec).\(time.tv_nsec)")
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
        try JSONEncoder().encode(self).write(to: URL(fileURLWithPath: path))
    }
}
