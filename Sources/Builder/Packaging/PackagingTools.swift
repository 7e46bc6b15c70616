import Foundation

/// The system's programs that packages are made with.
struct PackagingTools {
    let environment: [String: String]
    let time: PackageTime

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - package: the Debian package that brings it.
    func run(_ name: String, _ arguments: [String], package: String) throws {
        guard let tool = Subprocess.find(name, environment: environment) else {
            throw PackagingError("\(name) is missing; run: apt-get install -y \(package)")
        }
        var environment = PinnedEnvironment.make(from: environment)
        environment["SOURCE_DATE_EPOCH"] = "\(time.seconds)"
        var lines: [String] = []
        let ending = try Subprocess(tool, arguments, environment: environment).run(.long) { lines.append($0) }
        guard ending.exitCode == 0 else {
            throw PackagingError("\(name) ended with \(ending.exitCode): \(lines.suffix(5).joined(separator: "; "))")
        }
    }

    /// Packs the content of `folder`: the same content gives the same bytes, whoever owns the files and whenever they were
    /// written.
    func tar(_ folder: String, to file: String) throws {
        let names = FolderReader.names(in: folder).sorted()
        let options = [
            "--create", "--file", file, "--directory", folder, "--sort=name", "--mtime=@\(time.seconds)", "--owner=0",
            "--group=0", "--numeric-owner", "--format=gnu", "--",
        ]
        try run("tar", options + names, package: "tar")
    }

    /// Packs `file` into `file.gz`, without its name and time.
    func gzip(_ file: String) throws {
        try run("gzip", ["--no-name", "--best", "--force", file], package: "gzip")
    }

    /// A folder that is gone after `body`.
    static func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = NSTemporaryDirectory() + "swift-ocb-package-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try body(folder)
    }
}

/// The files of a package before they are packed.
struct FileTree {
    let root: String

    /// Writes a file with the folders above it.
    func write(_ data: Data, to path: String, mode: mode_t = 0o644) throws {
        let file = "\(root)/\(path)"
        try makeFolder((path as NSString).deletingLastPathComponent)
        try data.write(to: URL(fileURLWithPath: file))
        guard chmod(file, mode) == 0 else { throw CocoaError(.fileWriteNoPermission) }
    }

    func write(_ text: String, to path: String, mode: mode_t = 0o644) throws {
        try write(Data(text.utf8), to: path, mode: mode)
    }

    func copy(_ source: String, to path: String, mode: mode_t = 0o644) throws {
        guard let data = FileManager.default.contents(atPath: source) else {
            throw PackagingError("\(source) cannot be read: \(String(cString: strerror(errno)))")
        }
        try write(data, to: path, mode: mode)
    }

    func makeFolder(_ path: String, mode: mode_t = 0o755) throws {
        var folder = root
        for part in path.split(separator: "/") {
            folder += "/\(part)"
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
                throw PackagingError("\(folder): \(String(cString: strerror(errno)))")
            }
            // Whatever the user's umask takes away.
            guard chmod(folder, 0o755) == 0 else { throw CocoaError(.fileWriteNoPermission) }
        }
        guard chmod(folder, mode) == 0 else { throw CocoaError(.fileWriteNoPermission) }
    }
}
