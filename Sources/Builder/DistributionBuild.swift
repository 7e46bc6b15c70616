import Foundation
import Templates

/// One run of the builder: from a manifest to a binary, in ocb's three phases.
package struct DistributionBuild {
    private let options: BuildOptions
    private var context: ProcessContext
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
        diagnostics.tell(reporter)
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
        let target = TargetChoice(
            name: options.target,
            sysroot: options.sysroot,
            environment: context.environment,
            currentFolder: context.currentFolder
        ).resolve(into: &diagnostics)
        report.library = library?.root
        report.target = target?.triple.name
        if options.isVerbose, let library { reporter.status("Using the component library \(library.root)") }
        guard let library, let manifest else { throw BuildFailure() }
        options.explainGoFlags(target: target?.triple, environment: context.environment, into: &diagnostics)
        if let target { context.environment = target.environment(context.environment) }
        let cache = BuildCache(library: library, environment: context.environment, target: target)
        let catalog = library.catalog(into: &diagnostics)

        let remotes = Self.remotePackages(of: manifest)
        // Also without compiling: the generated Package.swift names the library by the cache's link.
        if !options.isDryRun { try prepare(cache) }
        let resolution =
            remotes.isEmpty || options.isDryRun
            ? try resolve(manifest, file, catalog, cache, remotes)
            : try cache.locked(telling: reporter) { try resolve(manifest, file, catalog, cache, remotes) }
        let configs = checkConfigs(manifest, file, resolution, library, catalog)
        if options.skipsGetModules {
            reporter.status("Packages are taken as they were fetched before, and not updated.")
        }
        try diagnostics.stopAfterErrors(telling: reporter)
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
            for: target,
            environment: PinnedEnvironment.make(from: context.environment)
        )
        let link = LinkOptions(
            stripsSymbols: options.stripsSymbols && !manifest.distribution.debugCompilation,
            staticLibraries: libraries,
            isStatic: options.isStatic,
            archiveFolder: cache.archiveFolder,
            target: target
        )
        let rendered = try PackageRenderer.render(
            resolution,
            libraryPath: cache.libraryPath,
            link: link,
            program: options.program
        )
        let plan = BuildPlan(
            resolution: resolution,
            library: library,
            cache: cache,
            systemPackages: packages,
            libraries: libraries,
            output: output,
            isDebug: manifest.distribution.debugCompilation || options.disablesOptimisation,
            target: target
        )
        if options.isDryRun { return describe(rendered, plan) }
        let stage = LockStage(
            options: options,
            context: context,
            library: library,
            cache: cache,
            systemPackages: packages
        )
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
        try diagnostics.stopAfterErrors(telling: reporter)
        package = try package.carrying(provenance)
        let inputs = plan.inputs(package, environment: context.environment, &memory)
        memory.save()
        let gate = ValidationGate(
            configs: configs,
            environment: context.environment,
            reporter: reporter,
            isVerbose: options.isVerbose,
            target: target
        )
        try CompileStage(options: options, environment: context.environment, plan: plan, reporter: reporter)
            .run(package, inputs: inputs, gate, &report, into: &diagnostics)
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
    private mutating func describe(_ package: GeneratedPackage, _ plan: BuildPlan) {
        let output = plan.output
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
            let words = Compilation.arguments(plan.cache, plan.configuration, plan.target)
            operations.append("run " + Subprocess("swift", words, environment: [:]).commandLine)
            operations.append("write \(plan.binary)")
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
}
