import Foundation

/// Finds out what a lock holds.
struct LockSurvey {
    let library: ComponentLibrary
    let cache: BuildCache
    /// The user's own.
    let environment: [String: String]
    var memory: BuildMemory

    /// The lock of a build as things are; nil after an error.
    mutating func lock(
        manifest: ManifestFile,
        resolution: Resolution,
        options: BuildLock.Options,
        libraries: StaticLibraries,
        for target: BuildTarget? = nil,
        systemPackages: [SystemPackage] = [],
        into diagnostics: inout Diagnostics
    ) -> BuildLock? {
        guard let toolchain = toolchain else {
            diagnostics.error("no Swift toolchain on PATH", fix: "install Swift: https://www.swift.org/install")
            return nil
        }
        guard let graph = memory.graph(ofPackageAt: library.root, cache: cache, environment: environment) else {
            diagnostics.error("SwiftPM does not tell the targets of \(library.root)", fix: "try `swift build` there")
            return nil
        }
        return BuildLock(
            manifest: SHA256.digest(ofText: Provenance.canonical(manifest.text)),
            tool: BuilderVersion.current,
            swift: toolchain.version,
            target: target?.triple.name ?? toolchain.target,
            options: options,
            modules: modules(resolution, graph),
            packages: packages(resolution),
            system: target == nil ? system(libraries) : modules(ofSystem: systemPackages)
        )
    }

    /// `swift --version`, taken apart.
    private var toolchain: (version: String, target: String)? {
        mutating get {
            guard let swift = Subprocess.find("swift", environment: environment) else { return nil }
            let file = URL(fileURLWithPath: swift).resolvingSymlinksInPath().path
            let pinned = PinnedEnvironment.make(from: environment)
            let text = memory.answers.answer("version of \(swift)", state: file + Fingerprint.file(at: file)) {
                let run = Subprocess(swift, ["--version"], environment: pinned).output()
                return run?.exitCode == 0 ? run?.text : nil
            }
            guard let text else { return nil }
            func rest(after mark: String) -> String? {
                text.range(of: mark).map { String(text[$0.upperBound...].prefix { $0 != "\n" }) }
            }
            return rest(after: "Swift version ").map { ($0, rest(after: "Target: ") ?? "unknown") }
        }
    }

    private mutating func modules(_ resolution: Resolution, _ graph: PackageGraph) -> [String: String] {
        let files = memory.contents.package(at: library.root)
        let products =
            ["CollectorAPI", "CollectorService"]
            + resolution.components.filter { $0.origin == .library }.map(\.description.product)
        var modules: [String: String] = [:]
        for target in graph.closure(ofProducts: products) {
            let folder = target.path + "/"
            let sources = files.filter { $0.path.hasPrefix(folder) }
            modules[target.name] = SHA256.digest(
                of: [target.digest] + sources.flatMap { [String($0.path.dropFirst(folder.count)), $0.digest] }
            )
        }
        return modules
    }

    private mutating func packages(_ resolution: Resolution) -> [String: BuildLock.Package] {
        var packages: [String: BuildLock.Package] = [:]
        var hasRemotes = false
        for dependency in resolution.dependencies {
            switch dependency {
            case .library: break
            case .folder(let root):
                packages[dependency.identity] = BuildLock.Package(revision: memory.contents.package(at: root).digest)
            case .remote: hasRemotes = true
            }
        }
        if hasRemotes {
            for pin in PackagePins.read(cache.packageFolder) { packages[pin.identity] = pin.package }
        }
        return packages
    }

    /// The pkg-config modules of another machine's C libraries: which packages they came in, nobody knows there.
    private mutating func modules(ofSystem packages: [SystemPackage]) -> [String: String] {
        let pinned = PinnedEnvironment.make(from: environment)
        guard let tool = Subprocess.find("pkg-config", environment: pinned) else { return [:] }
        var versions: [String: String] = [:]
        for name in packages.map(\.pkgConfig) {
            let run = Subprocess(tool, ["--modversion", name], environment: pinned).output()
            if let run, run.exitCode == 0 { versions[name + Self.moduleSuffix] = run.text.trimmingWhitespace }
        }
        return versions
    }

    /// Tells modules from Debian's packages.
    static let moduleSuffix = ".pc"

    /// The packages that the archives, and what the compiler brings by itself, belong to.
    private mutating func system(_ libraries: StaticLibraries) -> [String: String] {
        let pinned = PinnedEnvironment.make(from: environment)
        let paths = libraries.archives.map(\.path)
        let text = memory.answers.answer(
            "owners of " + (paths + libraries.shared).joined(separator: " "),
            state: SystemPackageState.words(pinned)
        ) {
            if let tool = Subprocess.find("dpkg-query", environment: pinned) {
                let owners = Subprocess(tool, ["--search"] + paths, environment: pinned).output()?.text ?? ""
                // `libssl-dev:amd64: /usr/lib/x86_64-linux-gnu/libssl.a`
                let names = owners.split(separator: "\n").compactMap { $0.split(separator: ":").first.map(String.init) }
                let format = ["--show", "--showformat=${Package} ${Version} ${db:Status-Status}\n"]
                let unique = Set(names + ["libc6-dev"]).sorted()
                return Subprocess(tool, format + unique, environment: pinned).output()?.text
            }
            guard let tool = Subprocess.find("pkg-config", environment: pinned) else { return nil }
            let names = libraries.archives.map(\.library) + libraries.shared
            return names.compactMap { name in
                let run = Subprocess(tool, ["--modversion", name], environment: pinned).output()
                return run?.exitCode == 0 ? "\(name) \(run?.text ?? "") installed" : nil
            }.joined(separator: "\n")
        }
        var versions: [String: String] = [:]
        for line in (text ?? "").split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if words.count == 3, words[2] == "installed" { versions[words[0]] = words[1] }
        }
        return versions
    }
}

/// SwiftPM's own lock, `Package.resolved`.
enum PackagePins {
    struct Pin: Equatable {
        var identity: String
        var package: BuildLock.Package
    }

    private struct File: Codable {
        var pins: [Row]
        var version = 3
    }

    private struct Row: Codable {
        var identity: String
        var kind = "remoteSourceControl"
        var location: String
        var state: State
    }

    private struct State: Codable {
        var branch: String?
        var revision: String
        var version: String?
    }

    /// The pins of the package in `folder`.
    static func read(_ folder: String) -> [Pin] {
        guard let data = FileManager.default.contents(atPath: folder + "/Package.resolved"),
            let file = try? JSONDecoder().decode(File.self, from: data)
        else { return [] }
        return file.pins.map { row in
            let state = row.state
            return Pin(
                identity: row.identity,
                package: BuildLock.Package(
                    url: row.location,
                    version: state.version ?? state.branch.map { "branch \($0)" },
                    revision: state.revision
                )
            )
        }
    }

    /// Has the package in `folder` take the versions of `packages`; those without a URL are folders.
    static func write(_ packages: [String: BuildLock.Package], to folder: String) throws {
        let rows = packages.sorted { $0.key < $1.key }.compactMap { name, package -> Row? in
            guard let url = package.url else { return nil }
            let branch = package.version.flatMap { $0.hasPrefix("branch ") ? String($0.dropFirst(7)) : nil }
            return Row(
                identity: name,
                kind: url.hasPrefix("/") || url.hasPrefix("file:") ? "localSourceControl" : "remoteSourceControl",
                location: url,
                state: State(
                    branch: branch,
                    revision: package.revision,
                    version: branch == nil ? package.version : nil
                )
            )
        }
        guard !rows.isEmpty else { return }
        try Data(try jsonText(File(pins: rows)).utf8)
            .write(to: URL(fileURLWithPath: folder + "/Package.resolved"), options: .atomic)
    }
}

extension SHA256 {
    /// The digest of `text` alone, as `sha256sum` prints it.
    static func digest(ofText text: String) -> String {
        var hash = SHA256()
        hash.update(text.utf8)
        return hash.hexDigest()
    }
}
