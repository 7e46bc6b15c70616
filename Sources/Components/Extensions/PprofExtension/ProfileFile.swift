internal import Glibc

extension PprofExtensionConfig {
    /// Finds out whether `saveToFile` could be written, as upstream does at the start; blocks for as long as the disk does.
    ///
    /// Nothing is created, for no profile would follow.
    func checkProfileFile() throws(ProfileFileError) {
        guard !saveToFile.isEmpty else { return }
        let exists = access(saveToFile, F_OK) == 0
        guard access(exists ? saveToFile : Self.folder(of: saveToFile), W_OK) != 0 else { return }
        throw ProfileFileError(path: saveToFile, reason: String(cString: strerror(errno)))
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// Why a profile could not be written.
struct ProfileFileError: Error, CustomStringConvertible {
    var path: String
    var reason: String

    var description: String { "save_to_file: open \(path): \(reason.lowercased())" }
}
