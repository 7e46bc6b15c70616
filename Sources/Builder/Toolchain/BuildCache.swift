import Foundation

/// Where distributions are compiled: one folder for each component library, kept between runs.
///
/// SwiftPM trusts a scratch folder to belong to one package folder: two packages that share one get each other's binary.
/// So there is one package folder per library, always at the same path, and its files are exchanged.
package struct BuildCache: Sendable {
    /// The variable that names another cache folder.
    package static let variable = "SWIFT_OCB_CACHE"

    /// The folder of all libraries.
    private let base: String
    private let library: ComponentLibrary
    /// The folder of this library.
    package let root: String

    package init(library: ComponentLibrary, environment: [String: String]) {
        self.library = library
        base = Self.base(environment)
        root = "\(base)/\(SHA256.digest(of: [library.root]).prefix(16))"
    }

    package var packageFolder: String { root + "/package" }
    package var scratchFolder: String { root + "/scratch" }

    /// The library under the name from which SwiftPM takes its identity.
    package var libraryPath: String {
        PackageIdentity.ofFolder(library.root) == PackageIdentity.library
            ? library.root : root + "/" + PackageIdentity.library
    }

    /// What is noted of the last build into an output folder.
    package func stampFile(outputFolder: String) -> String {
        "\(root)/outputs/\(SHA256.digest(of: [outputFolder])).json"
    }

    /// Makes the folders, and drops those of libraries that are gone.
    package func prepare() throws {
        let files = FileManager.default
        for folder in [packageFolder, scratchFolder, root + "/outputs"] {
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        if libraryPath != library.root {
            if (try? files.destinationOfSymbolicLink(atPath: libraryPath)) != library.root {
                try? files.removeItem(atPath: libraryPath)
                try files.createSymbolicLink(atPath: libraryPath, withDestinationPath: library.root)
            }
        }
        // Another swift-ocb may be reading it, and would drop this folder if it found half a path.
        let note = Data(library.root.utf8)
        if files.contents(atPath: root + "/library") != note {
            try note.write(to: URL(fileURLWithPath: root + "/library"), options: .atomic)
        }
        for name in (try? files.contentsOfDirectory(atPath: base)) ?? [] where "\(base)/\(name)" != root {
            guard let noted = files.contents(atPath: "\(base)/\(name)/library"), !noted.isEmpty,
                !files.fileExists(atPath: String(decoding: noted, as: UTF8.self))
            else { continue }
            try? files.removeItem(atPath: "\(base)/\(name)")
        }
    }

    /// Runs `body` while no other swift-ocb uses this folder; `onWait` is called if one does.
    package func locked<Result>(onWait: () -> Void, _ body: () throws -> Result) throws -> Result {
        let path = root + "/lock"
        let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            let cause = NSError(domain: NSPOSIXErrorDomain, code: Int(errno))
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path, NSUnderlyingErrorKey: cause])
        }
        defer { close(file) }
        if flock(file, LOCK_EX | LOCK_NB) != 0 {
            onWait()
            while flock(file, LOCK_EX) != 0 && errno == EINTR {}
        }
        return try body()
    }

    private static func base(_ environment: [String: String]) -> String {
        if let named = environment[variable], !named.isEmpty {
            return URL(fileURLWithPath: named).standardizedFileURL.path
        }
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return cache + "/swift-ocb" }
        let home = environment["HOME"] ?? NSHomeDirectory()
        #if os(macOS)
            return home + "/Library/Caches/swift-ocb"
        #else
            return home + "/.cache/swift-ocb"
        #endif
    }
}
