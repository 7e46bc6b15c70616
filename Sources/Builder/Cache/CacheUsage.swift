import Foundation

/// How large a folder of the cache is, and when it was used.
enum CacheUsage {
    private static func note(_ root: String) -> String { root + "/used" }

    /// Notes that the folder is used now.
    static func noteUse(of root: String) {
        let path = note(root)
        if utimes(path, nil) != 0 { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    }

    static func lastUse(of root: String) -> Date {
        let facts = try? FileManager.default.attributesOfItem(atPath: note(root))
        return facts?[.modificationDate] as? Date ?? .distantPast
    }

    /// The room that its files take on the disk, in bytes.
    static func bytes(of root: String) -> Int {
        var total = 0
        var pending = [root]
        while let folder = pending.popLast() {
            guard let stream = opendir(folder) else { continue }
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let name = FolderReader.name(of: entry)
                var facts = stat()
                guard name != ".", name != "..", lstat("\(folder)/\(name)", &facts) == 0 else { continue }
                total += Int(facts.st_blocks) * 512
                if facts.st_mode & S_IFMT == S_IFDIR { pending.append("\(folder)/\(name)") }
            }
        }
        return total
    }
}

/// Reads folders by the system's calls, which is several times faster than by Foundation's.
enum FolderReader {
    static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
        }
    }

    /// The names in `folder` but `.` and `..`.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = name(of: entry)
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
