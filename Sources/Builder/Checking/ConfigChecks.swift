import Foundation

/// The configurations that a distribution is checked against while it is built.
struct ConfigChecks {
    let library: ComponentLibrary
    let catalog: Catalog
    let context: ProcessContext

    /// Reads each configuration and reports what the distribution has against it.
    ///
    /// - Parameter isComplete: whether every entry of the manifest could be resolved.
    /// - Returns: those that could be read.
    func run(
        _ sources: [ConfigSources],
        _ manifest: Manifest,
        _ resolution: Resolution,
        isComplete: Bool,
        into diagnostics: inout Diagnostics
    ) -> [LoadedConfig] {
        guard !sources.isEmpty else { return [] }
        let schemes = resolution.components.map(\.description).filter { $0.kind == .provider }.map(\.type)
        let loader = ConfigLoader(
            environment: context.environment,
            defaultScheme: resolution.defaultURIScheme,
            schemes: schemes
        )
        let service = SettingsSchema.read(library.serviceSchema, into: &diagnostics)
        let configs = sources.compactMap { loader.load($0, into: &diagnostics) }
        let used = configs.flatMap { ConfigUse($0.root).components }
        var schemas: [String: SettingsSchema] = [:]
        for component in resolution.components.map(\.description)
        where used.contains(where: { $0.kind == component.kind && component.answers(to: $0.type) }) {
            schemas[component.file] = SettingsSchema.read(component, into: &diagnostics)
        }
        var check = ConfigCheck(
            components: resolution.components.map(\.description),
            advice: ManifestAdvice(catalog),
            versions: ManifestAdvice.versions(in: manifest),
            isComplete: isComplete,
            service: service,
            schema: { schemas[$0.file] }
        )
        for config in configs {
            for diagnostic in check.run(config) { diagnostics.append(diagnostic) }
        }
        return configs
    }
}
