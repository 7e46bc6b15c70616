import Foundation

/// The environment that `swift build` runs in: small, and the same from every shell.
///
/// SwiftPM keys its cache of compiled package manifests by the whole environment: a variable that differs from shell to
/// shell would recompile every manifest of the graph.
package enum PinnedEnvironment {
    /// What SwiftPM, version managers and pkg-config read, and what is the same in every shell of a user.
    private static let kept = [
        "HOME", "PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR", "PKG_CONFIG_SYSROOT_DIR", "TMPDIR", "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME", "TOOLCHAINS", "SDKROOT", "DEVELOPER_DIR", "SWIFTLY_HOME_DIR", "SWIFTLY_BIN_DIR",
        "SWIFTLY_TOOLCHAINS_DIR",
    ]

    private static let tools = ["swift", "clang", "pkg-config", "git"]
    private static let systemFolders = ["/usr/local/bin", "/usr/bin", "/bin"]

    /// The part of the user's `environment` that a build needs.
    package static func make(from environment: [String: String]) -> [String: String] {
        var pinned = environment.filter { kept.contains($0.key) }
        pinned["LANG"] = "C.UTF-8"
        // Of PATH only the folders that hold the tools: the rest differs from shell to shell and does not matter.
        let folders = tools.compactMap { tool in
            Subprocess.find(tool, environment: environment).map { String($0.dropLast(tool.utf8.count + 1)) }
        }
        var seen: Set<String> = []
        pinned["PATH"] = (folders + systemFolders).filter { seen.insert($0).inserted }.joined(separator: ":")
        return pinned
    }
}
