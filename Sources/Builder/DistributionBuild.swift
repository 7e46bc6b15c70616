import Foundation
import Templates

/// One run of the builder: from a manifest to a binary, in ocb's three phases.
package struct DistributionBuild {
    private let options: BuildOptions
    private let context: ProcessContext
    private let reporter: any BuildReporter
    private var diagnostics = Diagnostics()
    private var report = BuildReport()

    package init(options: BuildOptions, context: ProcessContext, reporter: any BuildReporter) {
        self.options = options
        self.context = context
        self.reporter = reporter
    }

    /// Does what the options ask for; everything that went wrong is in the report and was told to the reporter.
    package mutating func run() -> BuildReport {
        do {
            try perform()
            report.ok = !diagnostics.hasErrors
        } catch is BuildFailure {
            report.ok = false
        } catch {
            diagnostics.error("\(FileProblem(error))")
        }
        tell()
        report.diagnostics = diagnostics.sorted.map(DiagnosticRecord.init)
        return report
    }

    private mutating func perform() throws {
        guard let file = manifestFile() else { throw BuildFailure() }
        let library = ComponentLibrary.find(
            option: options.library,
            environment: context.environment,
            executable: context.executable,
            into: &diagnostics
        )
        let manifest = ManifestDecoder.decode(file, into: &diagnostics)
        report.library = library?.root
        if options.isVerbose, let library { reporter.status("Using the component library \(library.root)") }
        guard let library, let manifest else { throw BuildFailure() }
        let cache = BuildCache(library: library, environment: context.environment)
        let catalog = library.catalog(into: &diagnostics)

        let remotes = Self.remotePackages(of: manifest)
        // Also without compiling: the generated Package.swift names the library by the cache's link.
        if !options.isDryRun { try prepare(cache) }
        let resolution = try whileLocked(cache, if: !remotes.isEmpty && !options.isDryRun) { build in
            try build.resolve(manifest, file, catalog, cache, remotes)
        }
        let configs = checkConfigs(manifest, file, resolution, library, catalog)
        explainFlags()
        try stopAfterErrors()
        report.modules = resolution.components.map(\.description.product)

        if let name = options.why {
            var memory = BuildMemory(cache: cache)
            let environment = context.environment
            report.reasons = WhyStage.run(
                name,
                resolution,
                cache,
                environment: environment,
                &memory,
                into: &diagnostics
            )
            return memory.save()
        }
        let output = try outputFolder(manifest)
        let packages = catalog.corePackages + resolution.components.flatMap(\.description.packages)
        var memory = BuildMemory(cache: cache)
        let libraries = memory.staticLibraries(
            packages,
            environment: PinnedEnvironment.make(from: context.environment)
        )
        let link = LinkOptions(
            stripsSymbols: options.stripsSymbols && !manifest.distribution.debugCompilation,
            staticLibraries: libraries,
            isStatic: options.isStatic,
            archiveFolder: cache.archiveFolder
        )
        let rendered = try PackageRenderer.render(
            resolution,
            libraryPath: cache.libraryPath,
            link: link,
            program: options.program
        )
        let binary = "\(output)/\(manifest.distribution.name.value)"
        if options.isDryRun { return describe(rendered, output, binary, cache) }
        let stage = LockStage(options: options, context: context, library: library, cache: cache)
        if options.lock == .write || options.checksOnly {
            _ = try stage.run(file, resolution, link, &memory, reporter: reporter, into: &diagnostics)
            return memory.save()
        }
        var package = try generated(rendered, output, libraryPath: cache.libraryPath)
        guard !options.skipsCompilation else {
            reporter.status("Generating source codes only, the distribution will not be compiled.")
            return
        }
        let provenance = try stage.run(file, resolution, link, &memory, reporter: reporter, into: &diagnostics)
        try stopAfterErrors()
        package = try package.carrying(provenance)
        let inputs = inputs(package, resolution, library, cache, libraries, &memory)
        memory.save()
        let gate = ValidationGate(
            configs: configs,
            environment: context.environment,
            reporter: reporter,
            isVerbose: options.isVerbose
        )
        try compile(
            package,
            resolution,
            packages,
            libraries,
            cache,
            gate: gate,
            inputs: inputs,
            output: output,
            binary: binary
        )
    }

    /// Checks the collector configurations that the options and the manifest name, before anything is compiled.
    private mutating func checkConfigs(
        _ manifest: Manifest,
        _ file: ManifestFile,
        _ resolution: Resolution,
        _ library: ComponentLibrary,
        _ catalog: Catalog
    ) -> [LoadedConfig] {
        let named = manifest.configs.map {
            $0.value.beside(file.directory, currentFolder: context.currentFolder)
        }
        let configs = ConfigChecks(library: library, catalog: catalog, context: context).run(
            options.checkedConfigs + named.filter { !options.checkedConfigs.contains($0) },
            manifest,
            resolution,
            isComplete: !diagnostics.hasErrors,
            into: &diagnostics
        )
        for config in configs { reporter.status("Checked \(config.sources.words)") }
        return configs
    }

    private mutating func prepare(_ cache: BuildCache) throws {
        do {
            try cache.prepare()
        } catch {
            diagnostics.error(
                "failed to create the folder to compile in: \(FileProblem(error))",
                fix: "name another by \(BuildCache.variable)"
            )
            throw BuildFailure()
        }
    }

    // MARK: Generate

    private mutating func manifestFile() -> ManifestFile? {
        if let text = options.manifestText { return ManifestFile(name: "<manifest>", directory: "", text: text) }
        guard let path = options.configPath, !path.isEmpty else {
            reporter.status("Using default build configuration")
            return ManifestFile(name: "manifests/core.yaml", directory: "", text: Templates.defaultManifest)
        }
        let file = ManifestFile.read(path, currentFolder: context.currentFolder, into: &diagnostics)
        if let file { reporter.status("Using config file \(file.name)") }
        return file
    }

    private mutating func resolve(
        _ manifest: Manifest,
        _ file: ManifestFile,
        _ catalog: Catalog,
        _ cache: BuildCache,
        _ remotes: [RemotePackage]
    ) throws -> Resolution {
        let folders = FolderSurvey.folders(
            of: manifest,
            currentFolder: context.currentFolder,
            manifestFolder: file.directory,
            into: &diagnostics
        )
        var packages: [RemotePackage: PackageFacts] = [:]
        if !remotes.isEmpty { packages = try fetched(remotes, cache) }
        return Resolver.resolve(
            manifest,
            catalog: catalog,
            surroundings: Surroundings(folders: folders, packages: packages),
            skippingUnavailable: options.skipsUnavailable,
            into: &diagnostics
        )
    }

    private mutating func outputFolder(_ manifest: Manifest) throws -> String {
        let option = options.outputPath.flatMap { $0.isEmpty ? nil : $0 }
        guard let path = option ?? manifest.distribution.outputPath else {
            guard !options.isDryRun else { return NSTemporaryDirectory() + "otelcol-distribution" }
            var template = Array((NSTemporaryDirectory() + "otelcol-distributionXXXXXX").utf8CString)
            guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteNoPermission) }
            return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        let absolute = path.hasPrefix("/") ? path : "\(context.currentFolder)/\(path)"
        return URL(fileURLWithPath: absolute).standardizedFileURL.path
    }

    private mutating func generated(
        _ rendered: GeneratedPackage,
        _ output: String,
        libraryPath: String
    ) throws -> GeneratedPackage {
        report.outputPath = output
        if options.skipsGenerate {
            reporter.status("Skipping generating source codes.")
            if options.skipsCompilation { return rendered }
            guard let present = PackageWriter.read(from: output, libraryPath: libraryPath) else {
                diagnostics.error(
                    "no generated sources in \(output)",
                    fix: "run once without --skip-generate"
                )
                throw BuildFailure()
            }
            return present
        }
        if options.generation == .checking { return try checked(rendered, output) }
        let keeps = options.generation == .keepingEquivalents
        do {
            try PackageWriter.write(
                keeps ? StaleOutput.keepingEquivalents(rendered, in: output) : rendered,
                to: output
            )
        } catch {
            diagnostics.error(
                "failed to create output path: \(FileProblem(error))",
                fix: "name another folder by dist.output_path or --output-path"
            )
            throw BuildFailure()
        }
        reporter.status("Sources created in \(output)")
        return rendered
    }

    /// `rendered`, if the output folder holds it.
    private mutating func checked(_ rendered: GeneratedPackage, _ output: String) throws -> GeneratedPackage {
        let diff = StaleOutput.diff(rendered, in: output)
        guard !diff.isEmpty else {
            reporter.status("The sources in \(output) are up to date")
            return rendered
        }
        report.diff = diff
        diagnostics.error(
            "the sources in \(output) are stale",
            fix: "run swift-ocb generate, and commit what it writes"
        )
        throw BuildFailure()
    }

    /// What a run without `--dry-run` would do.
    private mutating func describe(_ package: GeneratedPackage, _ output: String, _ binary: String, _ cache: BuildCache)
    {
        var operations: [String] = []
        if !options.skipsGenerate {
            operations += PackageWriter.changes(package, in: output).map { path, change in
                switch change {
                case .created: "create \(output)/\(path)"
                case .updated: "update \(output)/\(path)"
                case .unchanged: "keep \(output)/\(path)"
                }
            }
        }
        if !options.skipsCompilation {
            operations.append("run swift build in \(cache.packageFolder)")
            operations.append("write \(binary)")
        }
        for operation in operations { reporter.status("Would \(operation)") }
        report.operations = operations
        report.outputPath = output
    }

    // MARK: Get modules

    private static func remotePackages(of manifest: Manifest) -> [RemotePackage] {
        var seen: Set<RemotePackage> = []
        return manifest.entries.compactMap { entry in
            guard case .package(let url, let requirement, _) = entry.source else { return nil }
            let package = RemotePackage(url: url, requirement: requirement)
            return seen.insert(package).inserted ? package : nil
        }
    }

    private mutating func fetched(_ remotes: [RemotePackage], _ cache: BuildCache) throws -> [RemotePackage:
        PackageFacts]
    {
        guard let toolchain = SwiftToolchain.find(environment: context.environment, into: &diagnostics) else {
            return [:]
        }
        let fetcher = PackageFetcher(cache: cache, toolchain: toolchain, environment: context.environment)
        guard !options.skipsGetModules, !options.isDryRun else { return fetcher.present(remotes, into: &diagnostics) }
        try LockStage(options: options, context: context, library: cache.library, cache: cache).placePins()
        reporter.status("Getting packages: \(remotes.map(\.url).joined(separator: ", "))")
        let reporter = reporter
        let isVerbose = options.isVerbose
        return try fetcher.fetch(
            remotes,
            onLine: { if isVerbose { reporter.output($0) } },
            into: &diagnostics
        )
    }

    // MARK: Compile

    private mutating func compile(
        _ package: GeneratedPackage,
        _ resolution: Resolution,
        _ packages: [SystemPackage],
        _ libraries: StaticLibraries,
        _ cache: BuildCache,
        gate: ValidationGate,
        inputs: String,
        output: String,
        binary: String
    ) throws {
        let isDebug = isDebug(resolution)
        let stampFile = cache.stampFile(outputFolder: output)
        if let stamp = BuildStamp.read(stampFile),
            stamp == BuildStamp(inputs: inputs, binary: Fingerprint.file(at: binary))
        {
            try gate.check(binary, into: &diagnostics)
            try stopAfterErrors()
            reporter.status("Nothing has changed: \(binary) is up to date")
            return finish(binary, output, cache, unchanged: true)
        }
        // Everything that can be known to fail is said before the compiler starts.
        if isFolder(binary) {
            diagnostics.error(
                "the binary's place \(binary) is taken by a folder",
                at: resolution.distribution.name.location,
                fix: "remove it, or choose another dist.name or output path"
            )
        }
        let toolchain = SwiftToolchain.find(environment: context.environment, into: &diagnostics)
        SystemPackageCheck.run(packages, environment: context.environment, into: &diagnostics)
        DiskSpace.check(
            folder: cache.root,
            needed: DiskSpace.forCompiling,
            fix: "name another folder by \(BuildCache.variable)",
            into: &diagnostics
        )
        DiskSpace.check(
            folder: output,
            needed: DiskSpace.forOutput,
            fix: "name another folder by dist.output_path or --output-path",
            into: &diagnostics
        )
        if options.isStatic { try libraries.place(in: cache.archiveFolder, into: &diagnostics) }
        let limit = CacheFolder.limit(environment: context.environment, into: &diagnostics)
        try stopAfterErrors()
        guard let toolchain else { throw BuildFailure() }
        if isDebug {
            reporter.status("Debug compilation is enabled, the debug symbols will be left on the resulting binary")
        }
        try whileLocked(cache, if: true) { build in
            for name in libraries.shared {
                build.diagnostics.note("\(name) has no static archive here: the shared library is used")
            }
            build.reporter.status("Compiling with Swift \(toolchain.version)")
            let costs = try Compilation(
                package: package,
                cache: cache,
                toolchain: toolchain,
                environment: build.context.environment,
                binary: binary,
                configuration: isDebug ? "debug" : "release",
                sources: resolution.components.compactMap { component in
                    component.sources(checkouts: "\(cache.scratchFolder)/checkouts")
                },
                gate: gate,
                isVerbose: build.options.isVerbose,
                reporter: build.reporter
            ).run(into: &build.diagnostics)
            try build.stopAfterErrors()
            // What was changed while the compiler ran is not in the binary: the inputs are those from before.
            try BuildStamp(inputs: inputs, binary: Fingerprint.file(at: binary)).write(stampFile)
            build.reporter.status("Compiled \(binary) (\(costs))")
            BillStage(options: build.options, cache: cache, output: output).make(binary: binary, resolution: resolution)
            build.report.cpuSeconds = costs.seconds
            for removed in cache.makeRoom(limit: limit) {
                build.reporter.status(
                    "Removed what was compiled for \(removed.library), unused since \(removed.lastUsed)"
                )
            }
        }
        finish(binary, output, cache, unchanged: false)
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private func isDebug(_ resolution: Resolution) -> Bool {
        resolution.distribution.debugCompilation || options.disablesOptimisation
    }

    /// Covers all that a binary is made from: sources, packages, archives, toolchain and options.
    private func inputs(
        _ package: GeneratedPackage,
        _ resolution: Resolution,
        _ library: ComponentLibrary,
        _ cache: BuildCache,
        _ libraries: StaticLibraries,
        _ memory: inout BuildMemory
    ) -> String {
        let swift = Subprocess.find("swift", environment: context.environment) ?? ""
        let compiler = URL(fileURLWithPath: swift).resolvingSymlinksInPath().path
        var parts = package.files.map(\.content) + [compiler, Fingerprint.file(at: compiler), "\(isDebug(resolution))"]
        parts.append(memory.contents.package(at: library.root).digest)
        parts.append(libraries.fingerprint)
        for dependency in resolution.dependencies {
            switch dependency {
            case .library: break
            case .folder(let root): parts.append(memory.contents.package(at: root).digest)
            case .remote(let package):
                let checkout = package.checkout(in: "\(cache.scratchFolder)/checkouts")
                parts.append(checkout.map { memory.contents.package(at: $0).digest } ?? "")
            }
        }
        return SHA256.digest(of: parts)
    }

    private mutating func finish(_ binary: String, _ output: String, _ cache: BuildCache, unchanged: Bool) {
        report.binary = binary
        report.unchanged = unchanged
        let size = (try? FileManager.default.attributesOfItem(atPath: binary)[.size] as? Int) ?? 0
        report.bytes = size
        let needs = RuntimeNeeds.read(binary)
        report.needs = needs?.libraries
        report.runtimePackages = needs?.packages
        guard options.program == .collector else { return }
        let bill = BillStage(options: options, cache: cache, output: output)
        defer {
            bill.show(binary: binary, isUnchanged: unchanged, in: &report, reporter: reporter, into: &diagnostics)
        }
        guard !unchanged else { return }
        reporter.status("Size: \(ByteCount(size))")
        let osRelease = FileManager.default.contents(atPath: "/etc/os-release").map {
            String(decoding: $0, as: UTF8.self)
        }
        let image = RuntimeNeeds.baseImage(osRelease: osRelease ?? "")
        for line in needs?.advice(baseImage: image) ?? [] { reporter.status(line) }
    }

    // MARK: Words

    private mutating func explainFlags() {
        if let ldflags = options.ldflags {
            let effect = options.stripsSymbols ? "symbols are left out" : "symbols stay in the binary"
            diagnostics.note("--ldflags \"\(ldflags)\": of Go's linker flags only -s has a meaning here: \(effect)")
        }
        if let gcflags = options.gcflags {
            let effect = options.disablesOptimisation ? "optimisation is off" : "without effect"
            diagnostics.note("--gcflags \"\(gcflags)\": of Go's compiler flags only -N has a meaning here: \(effect)")
        }
        for (variable, host) in [("GOOS", Host.system), ("GOARCH", Host.architecture)] {
            guard let value = context.environment[variable], !value.isEmpty, value != host else { continue }
            diagnostics.warning(
                "\(variable)=\(value) has no effect: the distribution is built for this machine, \(host)",
                fix: "build on a machine or in a container of that kind"
            )
        }
        if options.skipsGetModules {
            reporter.status("Packages are taken as they were fetched before, and not updated.")
        }
    }

    /// Tells what was collected since the last time, and ends the run if there is an error among it.
    private mutating func stopAfterErrors() throws {
        tell()
        if diagnostics.hasErrors { throw BuildFailure() }
    }

    private mutating func tell() {
        let fresh = diagnostics.takeUnreported()
        if !fresh.isEmpty { reporter.report(fresh) }
    }

    private mutating func whileLocked<Result>(
        _ cache: BuildCache,
        if condition: Bool,
        _ body: (inout DistributionBuild) throws -> Result
    ) throws -> Result {
        guard condition else { return try body(&self) }
        let reporter = reporter
        let onWait = { (holder: CacheLock.Holder?) in
            reporter.status("Waiting for \(holder?.description ?? "another swift-ocb") to finish …")
        }
        return try cache.locked(onWait: onWait) { try body(&self) }
    }
}
