import Foundation

/// The archives that are linked in instead of shared C libraries.
///
/// SwiftPM puts pkg-config's `-L` before every flag of a target, so a folder of archives is searched too late; lld's
/// `--remap-inputs` exchanges the file after the search, whatever the order.
package struct StaticLibraries: Sendable, Hashable, Codable {
    /// An archive, and the library that it stands in for.
    package struct Archive: Sendable, Hashable, Codable {
        /// As in `-luv`.
        package var library: String
        package var path: String

        package init(library: String, path: String) {
            self.library = library
            self.path = path
        }
    }

    package private(set) var archives: [Archive]
    /// The libraries that stay shared, because the system has no archive of them.
    package private(set) var shared: [String]
    /// Libraries that only an archive needs, because it does not name them as a shared library does.
    private var additional: [String] = []

    package init(archives: [Archive] = [], shared: [String] = []) {
        self.archives = archives
        self.shared = shared
    }

    /// Parts of the C library; `libc.so.6` is on every system that runs the binary.
    private static let systemLibraries: Set<String> = ["c", "m", "pthread", "dl", "rt", "util", "resolv"]

    /// The archives of C++'s and GCC's run-time libraries, which Swift's own run time needs.
    private static let compilerLibraries = ["stdc++"]

    /// Finds the archives of the packages that may be linked statically, and of the compiler's run time.
    ///
    /// - Parameters:
    ///   - target: nil for this machine.
    ///   - environment: of the build, as ``PinnedEnvironment`` makes it.
    package static func find(
        _ packages: [SystemPackage],
        for target: BuildTarget? = nil,
        environment: [String: String]
    ) -> StaticLibraries {
        var found = StaticLibraries()
        #if os(Linux)
            let tool = Subprocess.find("pkg-config", environment: environment)
            for package in packages where package.linksStatically {
                guard let tool else { break }
                found.add(package.pkgConfig, systemFolders(target), by: tool, environment)
            }
            // musl's SDK has a C++ library of its own.
            for library in compilerLibraries where target?.triple.isMusl != true {
                guard let path = compilerArchive("lib\(library).a", target) else { continue }
                found.archives.append(Archive(library: library, path: path))
            }
        #endif
        return found
    }

    /// Flags for the `linkerSettings` of the generated target; they need `-use-ld=lld`.
    package var linkerFlags: [String] {
        var flags: [String] = []
        for archive in archives {
            // A shared library is asked for by its own name or, by what was linked before, with a version.
            flags += ["-Xlinker", "--remap-inputs=*/lib\(archive.library).so=\(archive.path)"]
        }
        flags += additional.map { "-l\($0)" }
        if archives.contains(where: { $0.library == "stdc++" }) { flags += ["-Xclang-linker", "-static-libgcc"] }
        return flags
    }

    /// Puts links to the archives into `folder`, under the names that the linker looks for in a static program; reports
    /// libraries that have no archive.
    func place(in folder: String, into diagnostics: inout Diagnostics) throws {
        for name in shared {
            diagnostics.error(
                "\(name) has no static archive here, so that a static program cannot be linked",
                fix: "install one, or build without --static"
            )
        }
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for archive in archives {
            let link = "\(folder)/lib\(archive.library).a"
            guard (try? files.destinationOfSymbolicLink(atPath: link)) != archive.path else { continue }
            try? files.removeItem(atPath: link)
            try files.createSymbolicLink(atPath: link, withDestinationPath: archive.path)
        }
    }

    /// Differs when an archive was exchanged, as a security update does.
    package var fingerprint: String {
        SHA256.digest(of: archives.map { $0.path + Fingerprint.file(at: $0.path) })
    }

    private mutating func add(
        _ package: String,
        _ systemFolders: [String],
        by tool: String,
        _ environment: [String: String]
    ) {
        var environment = environment
        environment["PKG_CONFIG_ALLOW_SYSTEM_LIBS"] = "1"
        func ask(_ questions: [String]) -> [String] {
            let run = Subprocess(tool, questions + [package], environment: environment).output()
            return (run?.text ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
        }
        let words = ask(["--static", "--libs-only-L", "--libs-only-l"])
        let named = Set(ask(["--libs-only-l"]))
        let folders = words.filter { $0.hasPrefix("-L") }.map { String($0.dropFirst(2)) } + systemFolders
        for word in words where word.hasPrefix("-l") {
            let library = String(word.dropFirst(2))
            guard !Self.systemLibraries.contains(library), !archives.contains(where: { $0.library == library }),
                !shared.contains(library)
            else { continue }
            if let path = Self.archive(of: library, in: folders) {
                archives.append(Archive(library: library, path: path))
                if !named.contains(word) { additional.append(library) }
            } else if named.contains(word) {
                shared.append(library)
            }
        }
    }

    /// Debian calls libuv's archive `libuv_a.a`.
    private static func archive(of library: String, in folders: [String]) -> String? {
        folders.flatMap { ["\($0)/lib\(library).a", "\($0)/lib\(library)_a.a"] }
            .first(where: FileManager.default.fileExists)
    }

    private static func systemFolders(_ target: BuildTarget?) -> [String] {
        let root = target.map { $0.sysroot == "/" ? "" : $0.sysroot } ?? ""
        let multiarch = multiarch(target)
        return ["/usr/lib/\(multiarch)", "/lib/\(multiarch)", "/usr/local/lib", "/usr/lib64", "/usr/lib"].map {
            root + $0
        }
    }

    private static func multiarch(_ target: BuildTarget?) -> String {
        if let target { return target.triple.multiarch }
        #if arch(arm64)
            return "aarch64-linux-gnu"
        #else
            return "x86_64-linux-gnu"
        #endif
    }

    /// From the newest GCC, whose folder the compiler searches too.
    private static func compilerArchive(_ name: String, _ target: BuildTarget?) -> String? {
        let root = target.map { $0.sysroot == "/" ? "" : $0.sysroot } ?? ""
        let folder = "\(root)/usr/lib/gcc/\(multiarch(target))"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .compactMap { entry in Int(entry.prefix { $0 != "." }).map { (number: $0, entry: entry) } }
            .sorted { $0.number > $1.number }
        return versions.lazy.map { "\(folder)/\($0.entry)/\(name)" }.first(where: FileManager.default.fileExists)
    }
}
