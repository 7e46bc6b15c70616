import Foundation

/// One run of `swift-ocb drift`.
package struct DriftRun {
    private let context: ProcessContext
    private let library: String?

    package init(context: ProcessContext, library: String?) {
        self.context = context
        self.library = library
    }

    /// Compares the manifest at `path` with `configs` or, where there are none, with those that it names.
    ///
    /// - Parameter fixes: whether the manifest is edited.
    /// - Returns: whether the manifest was changed.
    package func run(
        _ path: String,
        _ configs: [ConfigSources],
        fixes: Bool,
        into diagnostics: inout Diagnostics
    ) -> Bool {
        let reader = ManifestReader(context: context, library: library)
        guard let read = reader.read(path, into: &diagnostics), !diagnostics.hasErrors else { return false }
        let named = read.manifest.configs.map {
            $0.value.beside(read.file.directory, currentFolder: context.currentFolder)
        }
        let sources = configs.isEmpty ? named : configs
        guard !sources.isEmpty else {
            diagnostics.error(
                "no configuration to compare \(path) with",
                fix: "name some behind the options, or under configs: in the manifest"
            )
            return false
        }
        let loader = ConfigLoader(
            environment: context.environment,
            defaultScheme: read.resolution.defaultURIScheme
        )
        let loaded = sources.compactMap { loader.load($0, into: &diagnostics) }
        guard !diagnostics.hasErrors else { return false }
        let drift = Drift(read, loaded)
        let versions = ManifestAdvice.versions(in: read.manifest)
        guard fixes, !drift.isEmpty else {
            for diagnostic in drift.diagnostics(versions: versions) { diagnostics.append(diagnostic) }
            return false
        }
        guard let text = drift.fixed(read, into: &diagnostics), write(text, read, into: &diagnostics) else {
            return false
        }
        var fixed = read
        fixed.file.text = text
        report(whatIsLeftOf: fixed, reader, loaded, into: &diagnostics)
        return text != read.file.text
    }

    private func write(_ text: String, _ read: ReadManifest, into diagnostics: inout Diagnostics) -> Bool {
        guard !read.file.directory.isEmpty else {
            diagnostics.error("the standard input cannot be edited", fix: "name the manifest's file")
            return false
        }
        let url = URL(
            fileURLWithPath: read.file.name,
            relativeTo: URL(fileURLWithPath: context.currentFolder, isDirectory: true)
        )
        do {
            if text != read.file.text { try Data(text.utf8).write(to: url.resolvingSymlinksInPath(), options: .atomic) }
            return true
        } catch {
            diagnostics.error("the manifest cannot be written: \(FileProblem(error))")
            return false
        }
    }

    /// What no edit can mend.
    private func report(
        whatIsLeftOf fixed: ReadManifest,
        _ reader: ManifestReader,
        _ configs: [LoadedConfig],
        into diagnostics: inout Diagnostics
    ) {
        var found = Diagnostics()
        guard let manifest = ManifestDecoder.decode(fixed.file, into: &found) else { return }
        let read = reader.resolve(fixed.file, manifest, fixed.library, fixed.catalog, into: &found)
        for diagnostic in found.sorted where diagnostic.severity == .error { diagnostics.append(diagnostic) }
        for diagnostic in Drift(read, configs).diagnostics(versions: [:]) { diagnostics.append(diagnostic) }
    }
}
