internal import CollectorAPI
internal import CollectorConfig

/// Finds what keeps exporters' persistent queues from doing their work.
struct PersistentQueues {
    private let configuration: CollectorConfiguration

    init(_ configuration: CollectorConfiguration) {
        self.configuration = configuration
    }

    func report(_ diagnostics: inout [ConfigDiagnostic]) {
        for pipeline in configuration.service.pipelines { check(pipeline, &diagnostics) }
    }

    /// Warns of a batch processor, which answers before a queue behind it has the data.
    private func check(_ pipeline: PipelineSettings, _ diagnostics: inout [ConfigDiagnostic]) {
        guard let batch = pipeline.processors.first(where: { $0.id.type == "batch" }),
            let exporter = pipeline.exporters.first(where: {
                configuration.components.exporters[$0.id]?.queueStorage != nil
            })
        else { return }
        diagnostics.append(
            ConfigDiagnostic(
                .warning,
                "processor \"\(batch.id)\" answers senders before the persistent queue of exporter \"\(exporter.id)\" has "
                    + "their data: what the processor holds is lost in a crash",
                stage: .validation,
                position: batch.position,
                path: pipeline.path,
                fix: "remove it, and write sending_queue::batch in the exporter"
            )
        )
    }
}
