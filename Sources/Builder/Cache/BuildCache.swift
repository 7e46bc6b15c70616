import Foundation

/// Where distributions are compiled: one folder for each component library, kept between runs.
///
/// SwiftPM trusts a scratch folder to belong to one package folder: two packages that share one get each other's binary.
/// So there is one package folder per library, always at the same path, and its files are exchanged.
package struct BuildCache: Sendable {
    /// The variable that names another cache folder.
    package static let variable = CacheFolder.variable

    /// The folder of all libraries.
    package let all: CacheFolder
    let library: ComponentLibrary
    /// The folder of this library.
    package let root: String
    /// The folder for this library and one kind of machine: SwiftPM links to what it built last, for whatever machine.
    private let compiled: String

    package init(library: ComponentLibrary, environment: [String: String], target: BuildTarget? = nil) {
        self.library = library
        all = CacheFolder(environment: environment)
        name = String(SHA256.digest(of: [library.root]).prefix(16))
        root = "\(all.path)/\(name)"
        if let target { compiled = "\(root)/targets/\(target.sdk)" } else { compiled = root }
    }

    /// The folder's name, by which its lock is called, too.
    package let name: String
    package var costsFile: String { root + "/costs.json" }
    package var compilerFolder: String { root + "/compiler" }
    /// Archives under the names that the linker looks for.
    package var archiveFolder: String { compiled + "/archives" }

    package var packageFolder: String { compiled + "/package" }
    package var scratchFolder: String { compiled + "/scratch" }

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
        try makeFolders()
        CacheUsage.noteUse(of: root)
        all.dropOrphans(keeping: name)
    }

    private func makeFolders() throws {
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
    }

    /// Runs `body` while no other swift-ocb uses this folder; `onWait` is called with the one that does.
    package func locked<Result>(onWait: (CacheLock.Holder?) -> Void, _ body: () throws -> Result) throws -> Result {
        let lock = try CacheLock.take(all.lockFile(of: name), onWait: onWait)
        return try lock.whileHeld {
            // The last holder may have been a `cache prune`.
            try makeFolders()
            return try body()
        }
    }

    /// Calls `body` while no other process compiles here; `reporter` hears whom this one waits for.
    func locked<Result>(telling reporter: any BuildReporter, _ body: () throws -> Result) throws -> Result {
        try locked(
            onWait: { reporter.status("Waiting for \($0?.description ?? "another swift-ocb") to finish …") },
            body
        )
    }

    /// Removes the folders of other libraries that were used longest ago, as far as `limit` asks for it.
    package func makeRoom(limit: ByteCount) -> [CacheFolder.Entry] { all.prune(to: limit, keeping: name) }
}
