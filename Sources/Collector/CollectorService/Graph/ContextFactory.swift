internal import CollectorAPI
internal import Pdata

/// Makes the contexts that components are created with.
struct ContextFactory: Sendable {
    var build: BuildInfo
    var logger: Logger
    var metrics: MetricRegistry

    /// A context whose log lines say who logs, with upstream's field names in upstream's order.
    func make(
        _ id: ComponentID,
        _ kind: ComponentKind,
        pipeline: PipelineID? = nil,
        signal: Signal? = nil
    ) -> ComponentContext {
        var fields = [
            LogField("otelcol.component.id", .string("\(id)")),
            LogField("otelcol.component.kind", .string(kind.rawValue)),
        ]
        if let pipeline { fields.append(LogField("otelcol.pipeline.id", .string("\(pipeline)"))) }
        if let signal { fields.append(LogField("otelcol.signal", .string(signal.rawValue))) }
        return ComponentContext(id: id, kind: kind, build: build, logger: logger.with(fields), metrics: metrics)
    }
}
