import Foundation

/// A folder through which SwiftPM links the static archives of C libraries instead of the shared libraries.
///
/// It holds links to the archives, and a pkg-config file for each package that names this folder alone: the system's
/// own files name the system's folder, where a linker finds the shared library first.
package enum ArchiveFolder {
    /// Libraries that belong to the C library itself, and stay shared.
    private static let shared: Set<String> = ["c", "m", "pthread", "dl", "rt", "util", "resolv", "stdc++", "gcc_s"]

    /// Fills `folder` with what `packages` need and the system has, and with nothing else.
    ///
    /// - Returns: the libraries without an archive, which stay shared.
    package static func fill(
        _ folder: String,
        for packages: [SystemPackage],
        environment: [String: String]
    ) throws -> [String] {
        guard let tool = Subprocess.find("pkg-config", environment: environment) else { return [] }
        let pinned = PinnedEnvironment.make(from: environment)
        var links: [String: String] = [:]
        var descriptions: [String: String] = [:]
        var missing: [String] = []
        for package in packages where package.linksStatically {
            func ask(_ question: String) -> String {
                (Subprocess(tool, [question, package.pkgConfig], environment: pinned).output()?.text ?? "")
                    .trimmingWhitespace
            }
            let words = ask("--libs").split(whereSeparator: \.isWhitespace).map(String.init)
            let named = words.filter { $0.hasPrefix("-L") }.map { String($0.dropFirst(2)) }
            let folders = folders([ask("--variable=libdir")] + named)
            for word in words where word.hasPrefix("-l") && !shared.contains(String(word.dropFirst(2))) {
                let library = String(word.dropFirst(2))
                if let archive = archive(library, in: folders) {
                    links["lib\(library).a"] = archive
                } else {
                    missing.append(library)
                }
            }
            let rest = words.filter { !$0.hasPrefix("-L") }.joined(separator: " ")
            descriptions["\(package.pkgConfig).pc"] = """
                Name: \(package.pkgConfig)
                Description: \(package.pkgConfig), by its archive where there is one
                Version: \(ask("--modversion"))
                Cflags: \(ask("--cflags"))
                Libs: -L\(folder) \(rest)

                """
        }
        try write(links, descriptions, to: folder)
        return missing
    }

    private static func write(_ links: [String: String], _ descriptions: [String: String], to folder: String) throws {
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: folder) {
            let path = "\(folder)/\(name)"
            let target = try? files.destinationOfSymbolicLink(atPath: path)
            let isWanted = target.map { $0 == links[name] } ?? (descriptions[name] != nil)
            if !isWanted { try files.removeItem(atPath: path) }
        }
        for (name, target) in links where (try? files.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")) == nil {
            try files.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: target)
        }
        for (name, text) in descriptions where (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) != text {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"), options: .atomic)
        }
    }

    /// Debian's libdeflate names /usr/lib, but stands in the folder of its architecture like all others.
    private static func folders(_ named: [String]) -> [String] {
        named + named.map { "\($0)/\(multiarch)" }
    }

    /// The name of Debian's library folders for this architecture.
    private static var multiarch: String {
        #if arch(arm64)
            "aarch64-linux-gnu"
        #else
            "x86_64-linux-gnu"
        #endif
    }

    /// Debian calls libuv's archive `libuv_a.a`.
    private static func archive(_ library: String, in folders: [String]) -> String? {
        folders.flatMap { ["\($0)/lib\(library).a", "\($0)/lib\(library)_a.a"] }
            .first { FileManager.default.fileExists(atPath: $0) }
    }
}
