internal import CollectorAPI
internal import OTTL
internal import Pdata

/// Runs statements over telemetry, and passes it on.
final class TransformProcessor<Data: RecordTelemetry>: Processor {
    private let groups: [CompiledGroup]
    private let errorMode: ErrorMode
    private let logger: Logger
    private let next: any Consumer<Data>

    init(
        _ statements: OTTLGroups<StatementGroupSettings>,
        _ settings: TransformSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Data>
    ) throws {
        var failure: OTTLDiagnostic?
        groups = statements.compiled(.transform(Data.signal)) { found, _ in
            if failure == nil { failure = found.first { !$0.isWarning } }
        }
        if let failure { throw failure }
        errorMode = settings.errorMode
        logger = context.logger
        self.next = next
    }

    /// Whatever the statements leave as it is goes on as it came.
    var passedOnCodings: Set<ContentCoding> { next.passedOnCodings }

    func consume(_ data: Data) async throws {
        try await next.consume(try transformed(data))
    }

    private func transformed(_ data: Data) throws(ConsumeError) -> Data {
        var data = data
        do throws(EvaluationError) {
            for group in groups {
                let made = try group.group.run(over: &data, group.errorMode ?? errorMode, logger)
                guard !made.isEmpty, let metrics = data as? Metrics else { continue }
                let grown = try MadeMetrics.adding(made, to: metrics) { (more) throws(EvaluationError) in
                    try group.group.run(over: &more, group.errorMode ?? errorMode, logger)
                }
                if let grown = grown as? Data { data = grown }
            }
        } catch {
            // The same data would fail in the same way again.
            throw ConsumeError.permanent(error.message)
        }
        return data
    }
}
