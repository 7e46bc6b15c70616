import Foundation

/// What a build does with the lock.
package enum LockUse: Sendable, Equatable {
    /// A lock that is there pins the versions of packages; where it differs otherwise, that is noted.
    case loose
    /// `--locked`: any difference is an error.
    case strict
    /// `swift-ocb lock`: it is written, and nothing compiled.
    case write
    /// `swift-ocb verify`: what a binary carries; any difference is an error.
    case expected(Provenance)
}

/// The stage between resolving and compiling: what goes in is written down, and compared with what was written down.
struct LockStage {
    let options: BuildOptions
    let context: ProcessContext
    let library: ComponentLibrary
    let cache: BuildCache
    /// The C libraries that are linked in.
    var systemPackages: [SystemPackage] = []

    private var file: LockFile? {
        LockFile(manifestPath: options.configPath, currentFolder: context.currentFolder)
    }

    /// Has SwiftPM take the versions of the lock.
    func placePins() throws {
        var ignored = Diagnostics()
        switch options.lock {
        case .write: break
        case .expected(let provenance): try PackagePins.write(provenance.lock.packages, to: cache.packageFolder)
        case .loose, .strict:
            guard let file, file.exists, let lock = file.read(into: &ignored) else { return }
            try PackagePins.write(lock.packages, to: cache.packageFolder)
        }
    }

    /// What the binary will carry; nil where that cannot be found out, which is an error only where a lock is asked for.
    func run(
        _ manifest: ManifestFile,
        _ resolution: Resolution,
        _ link: LinkOptions,
        _ memory: inout BuildMemory,
        reporter: any BuildReporter,
        into diagnostics: inout Diagnostics
    ) throws -> Provenance? {
        var survey = LockSurvey(library: library, cache: cache, environment: context.environment, memory: memory)
        defer { memory = survey.memory }
        var findings = Diagnostics()
        let lock = survey.lock(
            manifest: manifest,
            resolution: resolution,
            options: lockOptions(resolution, link),
            libraries: link.staticLibraries,
            for: link.target,
            systemPackages: systemPackages,
            into: &findings
        )
        guard let lock else {
            if options.lock != .loose { for finding in findings.sorted { diagnostics.append(finding) } }
            return nil
        }
        switch options.lock {
        case .loose: noteDrift(from: lock, into: &diagnostics)
        case .strict: judge(lock, into: &diagnostics)
        case .write: try write(lock, reporter, into: &diagnostics)
        case .expected(let provenance):
            for difference in LockDrift(lock: provenance.lock, present: lock).differences {
                diagnostics.error("it cannot be built again as it was: \(difference)")
            }
            return Provenance(revision: provenance.revision, lock: lock, manifest: Provenance.canonical(manifest.text))
        }
        return Provenance(revision: revision(manifest), lock: lock, manifest: Provenance.canonical(manifest.text))
    }

    private func lockOptions(_ resolution: Resolution, _ link: LinkOptions) -> BuildLock.Options {
        var values = BuildLock.Options()
        values.debug = resolution.distribution.debugCompilation || options.disablesOptimisation
        values.symbols = !link.stripsSymbols
        values.isStatic = link.isStatic
        values.skipsUnavailable = options.skipsUnavailable
        return values
    }

    private func revision(_ manifest: ManifestFile) -> String? {
        guard !manifest.directory.isEmpty, let path = options.configPath, path != "-" else { return nil }
        let absolute = path.hasPrefix("/") ? path : "\(context.currentFolder)/\(path)"
        return GitRevision.of(manifest: absolute, environment: context.environment)
    }

    // MARK: Judging

    private func noteDrift(from present: BuildLock, into diagnostics: inout Diagnostics) {
        guard let file, file.exists, let lock = file.read(into: &diagnostics) else { return }
        let differences = LockDrift(lock: lock, present: present).differences
        guard let first = differences.first else { return }
        let more = differences.count > 1 ? " and \(differences.count - 1) more" : ""
        diagnostics.note(
            "\(file.name) does not describe this build: \(first)\(more)",
            fix: "renew it by `swift-ocb lock`"
        )
    }

    private func judge(_ present: BuildLock, into diagnostics: inout Diagnostics) {
        guard let file else {
            diagnostics.error(
                "--locked needs a manifest in a file, beside which the lock is",
                fix: "name it by --config"
            )
            return
        }
        guard let lock = file.read(into: &diagnostics) else { return }
        for difference in LockDrift(lock: lock, present: present).differences {
            diagnostics.error(
                "\(file.name): \(difference)",
                fix: "undo that, or accept it by `swift-ocb lock`"
            )
        }
    }

    private func write(_ lock: BuildLock, _ reporter: any BuildReporter, into diagnostics: inout Diagnostics) throws {
        guard let file else {
            diagnostics.error("a lock stands beside a manifest", fix: "name it by --config")
            return
        }
        do {
            let isNew = try file.write(lock)
            reporter.status(isNew ? "Wrote \(file.name)" : "\(file.name) is up to date")
        } catch {
            diagnostics.error("failed to write the lock: \(FileProblem(error))")
        }
    }
}
