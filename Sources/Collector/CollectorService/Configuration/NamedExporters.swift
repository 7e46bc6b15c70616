internal import CollectorAPI
internal import CollectorConfig

/// Checks processors that hand telemetry to exporters themselves: that each is the last of its pipelines, and that these
/// list the exporters which it names.
struct NamedExporters {
    private let pipelines: [PipelineSettings]
    private let declared: DeclaredComponents

    init(_ service: ServiceSettings, _ declared: DeclaredComponents) {
        pipelines = service.pipelines
        self.declared = declared
    }

    /// Reports `references`, each with the component it stands in, that lead nowhere.
    func check(
        _ references: [(kind: ComponentKind, id: ComponentID, reference: ConfigReference)],
        _ diagnostics: inout [ConfigDiagnostic]
    ) {
        var named: [ComponentID: [ConfigReference]] = [:]
        for (kind, id, reference) in references where reference.target == .exporter && kind == .processor {
            named[id, default: []].append(reference)
        }
        guard !named.isEmpty else { return }
        for pipeline in pipelines {
            for processor in pipeline.processors {
                guard let references = named[processor.id] else { continue }
                checkPlace(processor, pipeline, &diagnostics)
                checkNames(references, processor, pipeline, &diagnostics)
            }
        }
    }

    private func checkPlace(
        _ processor: Reference,
        _ pipeline: PipelineSettings,
        _ diagnostics: inout [ConfigDiagnostic]
    ) {
        guard let last = pipeline.processors.last, last.id != processor.id else { return }
        diagnostics.append(
            ConfigDiagnostic(
                .error,
                "processor \"\(processor.id)\" hands telemetry to exporters itself, and must be the last processor",
                stage: .validation,
                position: processor.position,
                path: pipeline.path,
                fix: "move it behind '\(last.id)'"
            )
        )
    }

    private func checkNames(
        _ references: [ConfigReference],
        _ processor: Reference,
        _ pipeline: PipelineSettings,
        _ diagnostics: inout [ConfigDiagnostic]
    ) {
        let listed = pipeline.exporters.map { "\($0.id)" }
        for reference in references where !listed.contains(reference.id) {
            diagnostics.append(
                ConfigDiagnostic(
                    .error,
                    "\(reference.notFound) among the exporters of pipeline \"\(pipeline.id)\"",
                    stage: .validation,
                    position: reference.position,
                    path: reference.path,
                    fix: fix(reference.id, listed, pipeline)
                )
            )
        }
        for exporter in pipeline.exporters where !references.contains(where: { $0.id == "\(exporter.id)" }) {
            diagnostics.append(
                ConfigDiagnostic(
                    .warning,
                    "exporter \"\(exporter.id)\" gets nothing: processor \"\(processor.id)\" does not name it",
                    stage: .validation,
                    position: exporter.position,
                    path: pipeline.path
                )
            )
        }
    }

    private func fix(_ id: String, _ listed: [String], _ pipeline: PipelineSettings) -> String {
        let isDeclared = [ComponentKind.exporter, .connector].contains { kind in
            declared[kind].keys.contains { "\($0)" == id }
        }
        if isDeclared { return "add it to \(pipeline.path.joined(separator: "::"))::exporters" }
        return nearestComponentID(id, in: listed).map { "did you mean '\($0)'?" }
            ?? "the pipeline's exporters are: \(listed.joined(separator: ", "))"
    }
}
