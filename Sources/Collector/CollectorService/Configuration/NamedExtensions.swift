internal import CollectorAPI
internal import CollectorConfig

/// Checks that the extensions which components name are enabled.
struct NamedExtensions {
    private let enabled: Set<ComponentID>
    private let declared: DeclaredComponents
    private let used: [ComponentKind: Set<ComponentID>]

    init(_ service: ServiceSettings, _ declared: DeclaredComponents) {
        enabled = Set(service.extensions.map(\.id))
        self.declared = declared
        used = service.usedComponents
    }

    /// Reports references, each with the component it stands in, that lead nowhere; those of components that nothing
    /// uses are no error.
    func check(
        _ references: [(kind: ComponentKind, id: ComponentID, reference: ConfigReference)],
        _ diagnostics: inout [ConfigDiagnostic]
    ) {
        for (kind, id, reference) in references
        where reference.target == .extension && used[kind]?.contains(id) ?? false {
            guard !enabled.contains(where: { "\($0)" == reference.id }) else { continue }
            diagnostics.append(
                ConfigDiagnostic(
                    .error,
                    reference.notFound,
                    stage: .validation,
                    position: reference.position,
                    path: reference.path,
                    fix: fix(reference.id)
                )
            )
        }
    }

    private func fix(_ id: String) -> String {
        if declared[.extension].keys.contains(where: { "\($0)" == id }) { return "add it to service::extensions" }
        let known = enabled.map { "\($0)" }.sorted()
        return nearestMatch(id, in: known).map { "did you mean '\($0)'?" }
            ?? "configure it under extensions, and add it to service::extensions"
    }
}

extension ServiceSettings {
    /// The components that pipelines, or the list of extensions, refer to.
    var usedComponents: [ComponentKind: Set<ComponentID>] {
        [
            .receiver: Set(pipelines.flatMap { $0.receivers.map(\.id) }),
            .processor: Set(pipelines.flatMap { $0.processors.map(\.id) }),
            .exporter: Set(pipelines.flatMap { $0.exporters.map(\.id) }),
            .connector: Set(pipelines.flatMap { ($0.receivers + $0.exporters).map(\.id) }),
            .extension: Set(extensions.map(\.id)),
        ]
    }
}
