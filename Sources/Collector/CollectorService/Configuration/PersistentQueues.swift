internal import CollectorAPI
internal import CollectorConfig
internal import ExporterKit

/// Finds what keeps exporters' persistent queues from doing their work.
struct PersistentQueues {
    private let configuration: CollectorConfiguration
    /// The storage of each exporter that has one.
    private var storages: [ComponentID: ComponentID] = [:]

    init(_ configuration: CollectorConfiguration) {
        self.configuration = configuration
        for (id, exporter) in configuration.components.exporters {
            guard let storage = exporter.queueStorage else { continue }
            storages[id] = storage
        }
    }

    func report(_ diagnostics: inout [ConfigDiagnostic]) {
        guard !storages.isEmpty else { return }
        checkStorages(&diagnostics)
        for pipeline in configuration.service.pipelines { check(pipeline, &diagnostics) }
    }

    /// Reports storages that no running extension will be.
    private func checkStorages(_ diagnostics: inout [ConfigDiagnostic]) {
        let enabled = configuration.service.extensions.map(\.id)
        let used = Set(configuration.service.pipelines.flatMap { $0.exporters.map(\.id) })
        for (id, storage) in storages.sorted(by: { $0.key < $1.key }) where used.contains(id) {
            guard !enabled.contains(storage) else { continue }
            let guess = nearestMatch("\(storage)", in: enabled.map { "\($0)" }).map { "did you mean '\($0)'? " } ?? ""
            diagnostics.append(
                ConfigDiagnostic(
                    .error,
                    "no storage client extension found: \"\(storage)\" is not under service::extensions",
                    stage: .validation,
                    position: configuration.components.exporters[id]?.position,
                    path: ["exporters", "\(id)", "sending_queue", "storage"],
                    fix: "\(guess)configure the extension, and list it under service::extensions"
                )
            )
        }
    }

    /// Warns of a batch processor, which answers before a queue behind it has the data.
    private func check(_ pipeline: PipelineSettings, _ diagnostics: inout [ConfigDiagnostic]) {
        guard let batch = pipeline.processors.first(where: { $0.id.type == "batch" }),
            let exporter = pipeline.exporters.first(where: { storages[$0.id] != nil })
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
