internal import Glibc

/// A directory of the file system.
struct Directory: Sendable {
    /// Why a path cannot be used.
    struct Problem: Error, CustomStringConvertible {
        var description: String
        var isMissing = false
    }

    let path: String

    init(_ path: String) {
        self.path = path
    }

    /// Why the directory cannot be used; nil when it can.
    var problem: Problem? {
        guard !path.isEmpty else { return Problem(description: "no directory is given") }
        var status = stat()
        guard stat(path, &status) == 0 else {
            let code = errno
            return Problem(description: "stat \(path): \(systemText(code))", isMissing: code == ENOENT)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { return Problem(description: "\(path) is not a directory") }
        guard access(path, W_OK | X_OK) == 0 else {
            let code = errno
            return Problem(description: "problem accessing configured directory: \(path), err: \(systemText(code))")
        }
        return nil
    }

    /// Makes the directory, and those above it, with `permissions` less the process's mask.
    func make(_ permissions: mode_t) throws(Problem) {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
            let step = String(path[..<end])
            guard mkdir(step, permissions) != 0, errno != EEXIST else { continue }
            throw Problem(description: "cannot create \(step): \(systemText(errno))")
        }
    }

    /// The names of what is in the directory.
    func names() throws(Problem) -> [String] {
        guard let handle = opendir(path) else {
            throw Problem(description: "cannot list \(path): \(systemText(errno))")
        }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Forces to the disk which files there are.
    func sync() {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}

/// The system's words for an error code.
func systemText(_ code: Int32) -> String { String(cString: strerror(code)) }
