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
        let used = configuration.service.usedComponents
        for kind in [ComponentKind.receiver, .processor, .exporter, .connector, .extension] {
            for (id, position) in declared[kind].sorted(by: { $0.key < $1.key })
            where !(used[kind]?.contains(id) ?? false) {
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
