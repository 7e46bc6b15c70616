import Foundation

/// A manifest that was read and resolved, without anything being generated or fetched.
package struct ReadManifest: Sendable {
    package var file: ManifestFile
    package var manifest: Manifest
    package var resolution: Resolution
    package var catalog: Catalog
    package var library: ComponentLibrary
    /// Whether every entry became a component.
    package var isComplete: Bool

    /// The files among the sources of the manifest's configurations.
    package func configFiles(currentFolder: String) -> [String] {
        let uris = manifest.configs.flatMap { $0.value.beside(file.directory, currentFolder: currentFolder).uris }
        return uris.map { $0.hasPrefix("file:") ? String($0.dropFirst(5)) : $0 }
            .filter(FileManager.default.fileExists)
    }
}

/// Reads manifests for the commands that build nothing.
package struct ManifestReader: Sendable {
    private let context: ProcessContext
    private let library: String?

    /// - Parameter library: the value of `--library`.
    package init(context: ProcessContext, library: String?) {
        self.context = context
        self.library = library
    }

    /// The component library and its catalog; nil after reporting why there is none.
    package func components(into diagnostics: inout Diagnostics) -> (library: ComponentLibrary, catalog: Catalog)? {
        let found = ComponentLibrary.find(
            option: library,
            environment: context.environment,
            executable: context.executable,
            into: &diagnostics
        )
        guard let found else { return nil }
        return (found, found.catalog(into: &diagnostics))
    }

    /// The manifest at `path`; entries that cannot be resolved are left out with a warning.
    package func read(_ path: String, into diagnostics: inout Diagnostics) -> ReadManifest? {
        ManifestFile.read(path, currentFolder: context.currentFolder, into: &diagnostics)
            .flatMap { read($0, into: &diagnostics) }
    }

    /// The manifest in `file`, likewise.
    func read(_ file: ManifestFile, into diagnostics: inout Diagnostics) -> ReadManifest? {
        guard let (library, catalog) = components(into: &diagnostics),
            let manifest = ManifestDecoder.decode(file, into: &diagnostics)
        else { return nil }
        return resolve(file, manifest, library, catalog, into: &diagnostics)
    }

    /// `manifest`, resolved with what is on this machine.
    func resolve(
        _ file: ManifestFile,
        _ manifest: Manifest,
        _ library: ComponentLibrary,
        _ catalog: Catalog,
        into diagnostics: inout Diagnostics
    ) -> ReadManifest {
        let folders = FolderSurvey.folders(
            of: manifest,
            currentFolder: context.currentFolder,
            manifestFolder: file.directory,
            into: &diagnostics
        )
        var found = Diagnostics()
        let resolution = Resolver.resolve(
            manifest,
            catalog: catalog,
            surroundings: Surroundings(folders: folders, packages: fetched(manifest, library, into: &diagnostics)),
            skippingUnavailable: true,
            into: &found
        )
        for diagnostic in found.sorted { diagnostics.append(diagnostic) }
        return ReadManifest(
            file: file,
            manifest: manifest,
            resolution: resolution,
            catalog: catalog,
            library: library,
            isComplete: !found.sorted.contains { $0.severity != .note }
        )
    }

    /// The packages of other repositories that a build fetched before.
    private func fetched(
        _ manifest: Manifest,
        _ library: ComponentLibrary,
        into diagnostics: inout Diagnostics
    ) -> [RemotePackage: PackageFacts] {
        let checkouts = BuildCache(library: library, environment: context.environment).scratchFolder + "/checkouts"
        var facts: [RemotePackage: PackageFacts] = [:]
        for entry in manifest.entries {
            guard case .package(let url, let requirement, _) = entry.source else { continue }
            let package = RemotePackage(url: url, requirement: requirement)
            guard facts[package] == nil, let folder = package.checkout(in: checkouts) else { continue }
            facts[package] = .found(components: FolderSurvey.components(in: folder, into: &diagnostics))
        }
        return facts
    }
}
