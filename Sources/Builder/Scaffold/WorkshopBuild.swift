import Foundation

/// Builds what an author or operator tries things out with, without a manifest of theirs: a collector around
/// configurations, or the contract suite around a component.
package struct WorkshopBuild {
    private let library: String?
    private let isVerbose: Bool
    private let context: ProcessContext
    private let reporter: any BuildReporter

    package init(library: String?, isVerbose: Bool, context: ProcessContext, reporter: any BuildReporter) {
        self.library = library
        self.isVerbose = isVerbose
        self.context = context
        self.reporter = reporter
    }

    /// The binary of a collector that has what the configurations at `configs` declare, and the components of the package
    /// around `path`; nil after errors, which the reporter was told of.
    ///
    /// - Parameter manifest: the manifest of the collector instead, where the user has one.
    package func collector(configs: [String], around path: String, manifest: String?) -> String? {
        if let manifest { return build(manifest: manifest, program: .collector, output: nil) }
        var diagnostics = Diagnostics()
        guard let library = findLibrary(into: &diagnostics) else { return fail(diagnostics) }
        let catalog = library.catalog(into: &diagnostics)
        let found = LocalComponents.find(at: path, currentFolder: context.currentFolder, into: &diagnostics)
        // The library's own components are in the catalog.
        let local = found?.packageRoot == library.root ? nil : found
        // It is started here and now.
        let loader = ConfigLoader(environment: context.environment, place: .here)
        let config = loader.load(ConfigSources(configs), into: &diagnostics)
        let configured = config.map { ConfiguredComponent.all(in: $0) } ?? []
        let text = CollectorAround.manifest(
            of: configured,
            local: local,
            catalog: catalog,
            name: "collector",
            into: &diagnostics
        )
        guard !diagnostics.hasErrors else { return fail(diagnostics) }
        report(&diagnostics)
        // What is built for one package or folder stays apart from that of others.
        let folder = folder(library, for: ["collector", local?.packageRoot ?? context.currentFolder])
        return write(text, to: folder).flatMap { build(manifest: $0, program: .collector, output: folder) }
    }

    /// The binary that checks `component`; nil after errors, which the reporter was told of.
    package func contract(of component: ComponentDescription) -> String? {
        var diagnostics = Diagnostics()
        guard let library = findLibrary(into: &diagnostics) else { return fail(diagnostics) }
        let source = LocalComponents.folder(of: component)
        let folder = folder(library, for: ["contract", source])
        // The library is in every build already.
        let entry =
            FolderSurvey.packageRoot(of: source) == library.root
            ? "module: \(component.product)" : "path: '\(source.replacing("'", with: "''"))'"
        let text = """
            # Written by swift-ocb: the contract suite of a component.
            dist: {name: check-component}
            \(component.kind.section.rawValue):
              - \(entry)
            """
        return write(text, to: folder).flatMap {
            build(manifest: $0, program: .contract(product: component.product), output: folder)
        }
    }

    private func findLibrary(into diagnostics: inout Diagnostics) -> ComponentLibrary? {
        ComponentLibrary.find(
            option: library,
            environment: context.environment,
            executable: context.executable,
            into: &diagnostics
        )
    }

    private func folder(_ library: ComponentLibrary, for parts: [String]) -> String {
        let cache = BuildCache(library: library, environment: context.environment)
        return "\(cache.root)/workshop/\(SHA256.digest(of: parts).prefix(16))"
    }

    private func write(_ manifest: String, to folder: String) -> String? {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/manifest.yaml"
            let data = Data(manifest.utf8)
            if FileManager.default.contents(atPath: path) != data {
                try data.write(to: URL(fileURLWithPath: path), options: .atomic)
            }
            return path
        } catch {
            var diagnostics = Diagnostics()
            diagnostics.error(
                "failed to create the folder to build in: \(FileProblem(error))",
                fix: "name another by \(BuildCache.variable)"
            )
            return fail(diagnostics)
        }
    }

    private func build(manifest: String, program: GeneratedProgram, output: String?) -> String? {
        var options = BuildOptions()
        options.configPath = manifest
        options.outputPath = output
        options.library = library
        options.isVerbose = isVerbose
        options.program = program
        var build = DistributionBuild(options: options, context: context, reporter: reporter)
        let report = build.run()
        return report.ok ? report.binary : nil
    }

    private func report(_ diagnostics: inout Diagnostics) {
        let found = diagnostics.takeUnreported()
        if !found.isEmpty { reporter.report(found) }
    }

    private func fail(_ diagnostics: Diagnostics) -> String? {
        reporter.report(diagnostics.sorted)
        return nil
    }
}
