import Foundation

/// What earlier runs found out, so that a run in which nothing has changed reads and starts next to nothing.
package struct BuildMemory {
    package var contents: ContentIndex
    package var answers: ProgramAnswers

    package init(cache: BuildCache) {
        contents = ContentIndex(file: cache.root + "/contents")
        answers = ProgramAnswers(file: cache.root + "/answers.json")
    }

    package func save() {
        contents.save()
        answers.save()
    }

    /// The archives to link, asked of pkg-config where its files have changed.
    package mutating func staticLibraries(
        _ packages: [SystemPackage],
        for target: BuildTarget?,
        environment: [String: String]
    ) -> StaticLibraries {
        let place = target.map { " for \($0.triple.name) in \($0.sysroot)" } ?? ""
        let question =
            "archives\(place) of " + packages.map { "\($0.pkgConfig):\($0.linksStatically)" }.joined(separator: " ")
        var found: StaticLibraries?
        let text = answers.answer(question, state: SystemPackageState.words(environment)) {
            let libraries = StaticLibraries.find(packages, for: target, environment: environment)
            found = libraries
            return (try? JSONEncoder().encode(libraries)).map { String(decoding: $0, as: UTF8.self) }
        }
        if let found { return found }
        let kept = text.flatMap { try? JSONDecoder().decode(StaticLibraries.self, from: Data($0.utf8)) }
        guard let kept, kept.archives.allSatisfy({ FileManager.default.fileExists(atPath: $0.path) }) else {
            return StaticLibraries.find(packages, for: target, environment: environment)
        }
        return kept
    }
}

/// Whether the system's packages are still the same, as far as pkg-config and dpkg can tell.
package enum SystemPackageState {
    private static let folders = [
        "/usr/lib/pkgconfig", "/usr/share/pkgconfig", "/usr/lib64/pkgconfig", "/usr/local/lib/pkgconfig",
        "/usr/local/share/pkgconfig", "/usr/lib/x86_64-linux-gnu/pkgconfig", "/usr/lib/aarch64-linux-gnu/pkgconfig",
        "/opt/homebrew/lib/pkgconfig",
    ]

    /// - Parameter environment: of the build.
    package static func words(_ environment: [String: String]) -> String {
        let variables = environment.filter { $0.key.hasPrefix("PKG_CONFIG") || $0.key == "PATH" }
        let named = ["PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR"]
            .flatMap { (environment[$0] ?? "").split(separator: ":").map(String.init) }
        let files = (["/var/lib/dpkg/status"] + folders + named).map { $0 + Fingerprint.file(at: $0) }
        return SHA256.digest(of: variables.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] } + files)
    }
}
