import Foundation

/// The digests of source files, each computed once and kept beside the file's size and times, as git does it: whether
/// anything has changed is told without reading the files, and a file that was only touched has not.
package struct ContentIndex {
    private let file: String
    private var known: [String: Row] = [:]
    private var seen: [String: Row] = [:]

    private struct Row: Equatable {
        var facts: String
        var digest: String
    }

    /// A file, by its path below the folder that was asked for.
    package struct Entry: Sendable, Equatable {
        package var path: String
        package var digest: String
    }

    /// Folders that hold what was built, not what is built from.
    private static let skipped: Set<String> = [
        ".build", ".git", "Tests", "Benchmarks", "Examples", "deploy", "manifests",
    ]

    /// - Parameter file: where the digests are kept; need not exist.
    package init(file: String) {
        self.file = file
        guard let data = FileManager.default.contents(atPath: file) else { return }
        // By bytes: as characters, the lines would take a tenth of a run in which nothing has changed.
        for line in Array(data).split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2).map {
                String(decoding: $0, as: UTF8.self)
            }
            guard parts.count == 3 else { continue }
            known[parts[2]] = Row(facts: parts[1], digest: parts[0])
        }
    }

    /// All files that a package is built from, sorted by path: without tests, documentation and what was built.
    package mutating func package(at root: String) -> [Entry] {
        var entries: [Entry] = []
        var pending = [""]
        var folders: Set<String> = []
        while let folder = pending.popLast() {
            for name in FolderReader.names(in: root + folder) where !Self.skipped.contains(name) {
                let path = folder + "/" + name
                guard let facts = FileFacts(path: root + path) else { continue }
                if facts.isFolder {
                    // A link may lead back to a folder above.
                    if folders.insert(facts.identity).inserted { pending.append(path) }
                } else if !name.hasSuffix(".md"), let digest = digest(of: root + path, facts) {
                    entries.append(Entry(path: String(path.dropFirst()), digest: digest))
                }
            }
        }
        return entries.sorted { $0.path < $1.path }
    }

    /// The SHA-256 of one file; nil where it cannot be read.
    package mutating func digest(of path: String) -> String? {
        FileFacts(path: path).flatMap { digest(of: path, $0) }
    }

    private mutating func digest(of path: String, _ facts: FileFacts) -> String? {
        if let row = known[path], row.facts == facts.words {
            seen[path] = row
            return row.digest
        }
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) else { return nil }
        var hash = SHA256()
        hash.update(data)
        let row = Row(facts: facts.words, digest: hash.hexDigest())
        known[path] = row
        // Lines hold a path each.
        if !path.contains("\n") { seen[path] = row }
        return row.digest
    }

    /// Keeps the digests of the files that were asked for. Where they cannot be kept, they are computed again.
    package func save() {
        let lines = seen.sorted { $0.key < $1.key }.map { "\($1.digest) \($1.facts) \($0)\n" }
        let data = Data(lines.joined().utf8)
        guard FileManager.default.contents(atPath: file) != data else { return }
        try? data.write(to: URL(fileURLWithPath: file), options: .atomic)
    }
}

extension Sequence<ContentIndex.Entry> {
    /// One digest for all of them.
    var digest: String { SHA256.digest(of: flatMap { [$0.path, $0.digest] }) }
}
