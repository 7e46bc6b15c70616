import Foundation

/// Looks at everything that a build needs of a machine.
package struct Doctor {
    /// One thing looked at.
    package struct Finding: Codable, Sendable, Equatable {
        package enum State: String, Codable, Sendable { case ok, warn, fail }

        package var state: State
        /// What was looked at, and what was found.
        package var text: String
        /// The command or change that mends it.
        package var fix: String?

        /// As the command line prints it.
        package var line: String {
            let mark = state.rawValue + String(repeating: " ", count: 5 - state.rawValue.count)
            return mark + text + (fix.map { "; \($0)" } ?? "")
        }
    }

    private let context: ProcessContext
    private let library: String?
    private var findings: [Finding] = []

    package init(context: ProcessContext, library: String?) {
        self.context = context
        self.library = library
    }

    /// Everything found; with a manifest, what its components need is needed, and without, what others need is a warning.
    package mutating func examine(manifest path: String?) -> [Finding] {
        findings = []
        checkToolchain()
        let reader = ManifestReader(context: context, library: library)
        var problems = Diagnostics()
        guard let (library, catalog) = reader.components(into: &problems) else {
            take(problems, as: .fail)
            return findings
        }
        checkLibrary(library, catalog)
        var chosen: [ComponentDescription]?
        if let path {
            let read = reader.read(path, into: &problems)
            chosen = read?.resolution.components.map(\.description)
            if let read { checkManifest(read, path) }
        }
        take(problems, as: .warn)
        checkPackages(catalog, chosen: chosen)
        checkCache(library)
        return findings
    }

    // MARK: Tools

    private mutating func checkToolchain() {
        var problems = Diagnostics()
        if let toolchain = SwiftToolchain.find(environment: context.environment, into: &problems) {
            add(.ok, "Swift \(toolchain.version) (\(toolchain.executable))")
            checkLinker(toolchain)
        }
        take(problems, as: .fail)
        if let git = Subprocess.find("git", environment: context.environment) {
            add(.ok, "git (\(git))")
        } else {
            add(.warn, "no git on PATH: package: entries cannot be fetched", fix: Self.install("git"))
        }
    }

    private mutating func checkLinker(_ toolchain: SwiftToolchain) {
        #if os(Linux)
            let folder = URL(fileURLWithPath: toolchain.executable).resolvingSymlinksInPath()
                .deletingLastPathComponent().path
            let places =
                ["\(folder)/ld.lld"] + [Subprocess.find("ld.lld", environment: context.environment)].compactMap(\.self)
            if let linker = places.first(where: FileManager.default.fileExists) {
                add(.ok, "linker lld (\(linker))")
            } else {
                add(.fail, "no linker ld.lld beside \(toolchain.executable) or on PATH", fix: Self.install("lld"))
            }
        #endif
    }

    // MARK: Library and manifest

    private mutating func checkLibrary(_ library: ComponentLibrary, _ catalog: Catalog) {
        let file = library.root + "/Sources/Builder/BuilderVersion.swift"
        let text = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let version = text.firstMatch(of: /current = "([^"]+)"/).map { String($0.1) }
        guard version == BuilderVersion.current else {
            add(
                .warn,
                "the component library in \(library.root) is of version \(version ?? "unknown"), and this tool of \(BuilderVersion.current)",
                fix: "run make install in the library's checkout, or name another by --library"
            )
            return
        }
        add(
            .ok,
            "swift-ocb \(BuilderVersion.current), library with \(catalog.components.count) components (\(library.root))"
        )
    }

    private mutating func checkManifest(_ read: ReadManifest, _ path: String) {
        let entries = read.manifest.entries.filter { !$0.isDefault && $0.section != .telemetry }
        let versions = Set(ManifestAdvice.versions(in: read.manifest).filter { Self.isUpstream($0.key) }.values)
        add(
            read.isComplete ? .ok : .warn,
            "\(path): \(read.resolution.components.count) components of \(entries.count) entries and the default providers",
            fix: read.isComplete ? nil : "see the lines below"
        )
        let newest = BuilderVersion.upstream
        for version in versions.sorted() where version != newest {
            add(
                .warn,
                "\(path) names \(version); the components here follow \(newest)",
                fix: "compare upstream's changes"
            )
        }
    }

    private static func isUpstream(_ repository: String) -> Bool {
        repository.hasPrefix("go.opentelemetry.io/") || repository.hasPrefix("github.com/open-telemetry/")
    }

    // MARK: System packages

    private mutating func checkPackages(_ catalog: Catalog, chosen: [ComponentDescription]?) {
        guard let tool = Subprocess.find("pkg-config", environment: context.environment) else {
            add(.fail, "no pkg-config on PATH, which tells where C libraries are", fix: Self.install("pkg-config"))
            return
        }
        check(catalog.corePackages, "every collector", .fail, tool)
        for component in chosen ?? catalog.components where !component.packages.isEmpty {
            check(component.packages, component.product, chosen == nil ? .warn : .fail, tool)
        }
        let packages = catalog.corePackages + (chosen ?? catalog.components).flatMap(\.packages)
        let archives = StaticLibraries.find(packages, environment: PinnedEnvironment.make(from: context.environment))
        for library in archives.shared {
            add(.warn, "lib\(library) has no static archive: binaries need the shared library at run time")
        }
    }

    private mutating func check(
        _ packages: [SystemPackage],
        _ user: String,
        _ state: Finding.State,
        _ tool: String
    ) {
        let environment = PinnedEnvironment.make(from: context.environment)
        var versions: [String] = []
        var missing: [SystemPackage] = []
        for package in packages {
            let answer = Subprocess(tool, ["--modversion", package.pkgConfig], environment: environment).output()
            if let answer, answer.exitCode == 0 {
                versions.append("\(package.pkgConfig) \(answer.text.trimmingWhitespace)")
            } else {
                missing.append(package)
            }
        }
        if !versions.isEmpty { add(.ok, "for \(user): \(versions.joined(separator: ", "))") }
        guard !missing.isEmpty else { return }
        #if os(macOS)
            let names = missing.map { $0.brew ?? $0.pkgConfig }
        #else
            let names = missing.map(\.apt)
        #endif
        add(
            state,
            "\(user) needs \(missing.map(\.pkgConfig).joined(separator: ", "))",
            fix: Self.install(names.joined(separator: " "))
        )
    }

    // MARK: Disk

    private mutating func checkCache(_ library: ComponentLibrary) {
        let cache = BuildCache(library: library, environment: context.environment)
        var problems = Diagnostics()
        do {
            try cache.prepare()
        } catch {
            problems.error(
                "the cache \(cache.root) cannot be written: \(FileProblem(error))",
                fix: "name another folder by \(BuildCache.variable)"
            )
            return take(problems, as: .fail)
        }
        DiskSpace.check(
            folder: cache.root,
            needed: DiskSpace.forCompiling,
            fix: "name another folder by \(BuildCache.variable)",
            into: &problems
        )
        if !problems.hasErrors { add(.ok, "cache with room to build in (\(cache.root))") }
        DiskSpace.check(
            folder: context.currentFolder,
            needed: DiskSpace.forOutput,
            fix: "choose another output folder",
            into: &problems
        )
        take(problems, as: .fail)
    }

    // MARK: Words

    private mutating func add(_ state: Finding.State, _ text: String, fix: String? = nil) {
        findings.append(Finding(state: state, text: text, fix: fix))
    }

    private mutating func take(_ problems: Diagnostics, as state: Finding.State) {
        for problem in problems.sorted where problem.severity != .note {
            let place = problem.location.map { "\($0): " } ?? ""
            add(problem.severity == .error ? .fail : state, place + problem.message, fix: problem.fix)
        }
    }

    private static func install(_ packages: String) -> String {
        #if os(macOS)
            "run: brew install \(packages)"
        #else
            "run: \(geteuid() == 0 ? "" : "sudo ")apt-get install -y \(packages)"
        #endif
    }
}
