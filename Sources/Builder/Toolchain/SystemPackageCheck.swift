import Foundation

/// Asks pkg-config for C libraries before anything is compiled.
package enum SystemPackageCheck {
    /// Reports all packages that are missing, with one command to copy.
    package static func run(
        _ packages: [SystemPackage],
        for target: BuildTarget? = nil,
        environment: [String: String],
        into diagnostics: inout Diagnostics
    ) {
        guard let tool = Subprocess.find("pkg-config", environment: environment) else {
            // Nothing is known of the libraries without it; naming one that is there already does no harm.
            diagnostics.error(
                "missing system packages: pkg-config, which tells where C libraries are",
                fix: install(apt: ["pkg-config"] + packages.map(\.apt), brew: ["pkgconf"] + packages.map(brewName))
            )
            return
        }
        let pinned = PinnedEnvironment.make(from: environment)
        if packages.isEmpty || exist(packages, tool, pinned) { return }
        let missing = packages.filter { !exist([$0], tool, pinned) }
        guard !missing.isEmpty else { return }
        if let target {
            diagnostics.error(
                "\(target.sysroot) lacks C libraries for \(target.triple.words): "
                    + missing.map(\.pkgConfig).joined(separator: ", "),
                fix: target.advice(missing: missing)
            )
            return
        }
        diagnostics.error(
            "missing system packages: \(missing.map { "\($0.pkgConfig) (\($0.apt))" }.joined(separator: ", "))",
            fix: install(apt: missing.map(\.apt), brew: missing.map(brewName))
        )
    }

    /// Those of `packages` that pkg-config does not know.
    ///
    /// - Parameter environment: of the build, as ``PinnedEnvironment`` makes it.
    package static func missing(_ packages: [SystemPackage], environment: [String: String]) -> [SystemPackage] {
        guard !packages.isEmpty else { return [] }
        guard let tool = Subprocess.find("pkg-config", environment: environment) else { return packages }
        return packages.filter { !exist([$0], tool, environment) }
    }

    /// Whether the headers and the libraries are there.
    private static func exist(_ packages: [SystemPackage], _ tool: String, _ environment: [String: String]) -> Bool {
        Subprocess(tool, ["--exists"] + packages.map(\.pkgConfig), environment: environment).output()?.exitCode == 0
    }

    private static func brewName(_ package: SystemPackage) -> String { package.brew ?? package.pkgConfig }

    private static func install(apt: [String], brew: [String]) -> String {
        func words(_ names: [String]) -> String {
            var seen: Set<String> = []
            return names.filter { seen.insert($0).inserted }.joined(separator: " ")
        }
        #if os(macOS)
            return "run: brew install \(words(brew))"
        #else
            return "run: \(geteuid() == 0 ? "" : "sudo ")apt-get install -y \(words(apt))"
        #endif
    }
}
