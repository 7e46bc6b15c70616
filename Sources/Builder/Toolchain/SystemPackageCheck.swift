/// Asks pkg-config for C libraries before anything is compiled.
package enum SystemPackageCheck {
    /// Reports the packages that are missing, all in one line to copy.
    package static func run(
        _ packages: [SystemPackage],
        environment: [String: String],
        into diagnostics: inout Diagnostics
    ) {
        guard let tool = Subprocess.find("pkg-config", environment: environment) else {
            diagnostics.error(
                "pkg-config is missing: it tells where C libraries are",
                fix: install(["pkg-config"], ["pkgconf"])
            )
            return
        }
        let missing = packages.filter { !exists($0, tool: tool, environment: environment) }
        guard !missing.isEmpty else { return }
        diagnostics.error(
            "missing system packages: \(missing.map(\.apt).joined(separator: ", "))",
            fix: install(missing.map(\.apt), missing.map { $0.brew ?? $0.pkgConfig })
        )
    }

    /// Whether the headers and the library are there.
    package static func exists(_ package: SystemPackage, tool: String, environment: [String: String]) -> Bool {
        Subprocess(tool, ["--exists", package.pkgConfig], environment: PinnedEnvironment.make(from: environment))
            .output()?.exitCode == 0
    }

    private static func install(_ apt: [String], _ brew: [String]) -> String {
        #if os(macOS)
            "run: brew install \(brew.joined(separator: " "))"
        #else
            "run: apt-get install -y \(apt.joined(separator: " "))"
        #endif
    }
}
