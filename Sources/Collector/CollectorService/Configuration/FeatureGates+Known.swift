extension FeatureGates {
    static let profiles = "service.profilesSupport"
    static let allowNoPipelines = "service.AllowNoPipelines"

    /// Upstream's gates. Source: the feature gate registry of the Go collector v0.159.
    static let known: [Gate] = [
        gate("confmap.enableMergeAppendOption", .alpha, "Appends lists of components when configurations are merged."),
        gate("pdata.useProtoPooling", .alpha, "Reuses memory for telemetry."),
        gate(
            "pkg.exporterhelper.queueBatchEnabled",
            .alpha,
            "Batches in sending queues by default.",
            instead: "queues batch where sending_queue says so: write batch: {} in it"
        ),
        gate("receiverhelper.newReceiverMetrics", .alpha, "Tells refused from failed requests in receivers' metrics."),
        gate(allowNoPipelines, .alpha, "Lets a collector run with extensions only.", hasEffect: true),
        gate("service.partialReload", .alpha, "Restarts only what a changed configuration touches."),
        gate("service.partialReloadReceivers", .beta, "Restarts only receivers when only they changed."),
        gate(profiles, .alpha, "Lets pipelines carry profiles.", hasEffect: true),
        gate("telemetry.newPipelineTelemetry", .alpha, "Counts what passes between the components of pipelines."),
    ]

    private static func gate(
        _ id: String,
        _ stage: Stage,
        _ description: String,
        hasEffect: Bool = false,
        instead: String? = nil
    ) -> Gate {
        Gate(
            id: id,
            stage: stage,
            description: description,
            isEnabled: stage.isOnByDefault,
            hasEffect: hasEffect,
            instead: instead
        )
    }
}
