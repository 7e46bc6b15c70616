internal import CollectorAPI
internal import CollectorConfig

/// Finds components that are configured and that nothing refers to.
struct UnusedComponents {
    private let configuration: CollectorConfiguration
    private let declared: DeclaredComponents

    init(_ configuration: CollectorConfiguration, _ declared: DeclaredComponents) {
        self.configuration = configuration
        self.declared = declared
    }

    func report(_ diagnostics: inout [ConfigDiagnostic]) {
        let pipelines = configuration.service.pipelines
        let used: [(ComponentKind, Set<ComponentID>)] = [
            (.receiver, Set(pipelines.flatMap { $0.receivers.map(\.id) })),
            (.processor, Set(pipelines.flatMap { $0.processors.map(\.id) })),
            (.exporter, Set(pipelines.flatMap { $0.exporters.map(\.id) })),
            (.connector, Set(pipelines.flatMap { ($0.receivers + $0.exporters).map(\.id) })),
            (.extension, Set(configuration.service.extensions.map(\.id))),
        ]
        for (kind, used) in used {
            for (id, position) in declared[kind].sorted(by: { $0.key < $1.key }) where !used.contains(id) {
                let place = kind == .extension ? "service::extensions" : "any pipeline"
                diagnostics.append(
                    ConfigDiagnostic(
                        .warning,
                        "configured but not used in \(place)",
                        stage: .validation,
                        position: position,
                        path: [kind.section, "\(id)"]
                    )
                )
            }
        }
    }
}
