import Foundation

/// A folder of links to static archives, searched before the system's folders, so that `-luv` finds the archive.
package enum ArchiveFolder {
    /// Libraries that belong to the C library itself, and stay shared.
    private static let shared: Set<String> = ["c", "m", "pthread", "dl", "rt", "util", "resolv", "stdc++", "gcc_s"]

    /// Fills `folder` with what `packages` need and the system has.
    ///
    /// - Returns: the libraries without an archive, which stay shared.
    package static func fill(
        _ folder: String,
        for packages: [SystemPackage],
        environment: [String: String]
    ) throws -> [String] {
        var wanted: [String: String] = [:]
        var missing: [String] = []
        for package in packages where package.linksStatically {
            for (library, folders) in libraries(of: package, environment: environment) {
                if let archive = archive(library, in: folders) {
                    wanted["lib\(library).a"] = archive
                } else {
                    missing.append(library)
                }
            }
        }
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: folder)
        where wanted[name] == nil || wanted[name] != (try? files.destinationOfSymbolicLink(atPath: "\(folder)/\(name)"))
        {
            try files.removeItem(atPath: "\(folder)/\(name)")
        }
        for (name, target) in wanted where (try? files.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")) == nil {
            try files.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: target)
        }
        return missing
    }

    /// The libraries that pkg-config names for a package, with the folders that they may be in.
    private static func libraries(
        of package: SystemPackage,
        environment: [String: String]
    ) -> [(name: String, folders: [String])] {
        guard let tool = Subprocess.find("pkg-config", environment: environment) else { return [] }
        func ask(_ question: String) -> String {
            Subprocess(tool, [question, package.pkgConfig], environment: PinnedEnvironment.make(from: environment))
                .output()?.text ?? ""
        }
        let words = ask("--libs").split(whereSeparator: \.isWhitespace).map(String.init)
        let named =
            [ask("--variable=libdir").trimmingWhitespace]
            + words.filter { $0.hasPrefix("-L") }.map { String($0.dropFirst(2)) }
        // Debian's libdeflate names /usr/lib, but stands in the folder of its architecture like all others.
        let folders = named + named.map { "\($0)/\(multiarch)" }
        return words.filter { $0.hasPrefix("-l") }.map { String($0.dropFirst(2)) }
            .filter { !shared.contains($0) }.map { ($0, folders) }
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
