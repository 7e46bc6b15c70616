internal import CollectorAPI
internal import OTTL
internal import Pdata

/// Drops telemetry that conditions are true of, and passes the rest on.
final class FilterProcessor<Data: RecordTelemetry>: Processor {
    private let conditions: [CompiledConditions]
    private let errorMode: ErrorMode
    private let logger: Logger
    private let dropped: Counter
    /// Drops what the older blocks do not let through.
    private let dropByProperties: (@Sendable (inout Data) -> Void)?
    private let next: any Consumer<Data>

    init(
        _ settings: FilterSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Data>,
        _ dropByProperties: (@Sendable (inout Data) -> Void)? = nil
    ) throws {
        conditions = try settings.conditions(Data.signal)
        errorMode = settings.errorMode
        logger = context.logger
        dropped = context.metrics.counter(
            "processor_filter_\(Data.signal.filteredItems).filtered",
            help: "Number of \(Data.signal.filteredItems) dropped by the filter processor",
            attributes: ["filter": "\(context.id)"]
        )
        self.dropByProperties = dropByProperties
        self.next = next
    }

    /// A request of which nothing is dropped goes on as it came.
    var passedOnCodings: Set<ContentCoding> { next.passedOnCodings }

    func consume(_ data: Data) async throws {
        let rest = try filtered(data)
        // What is left of nothing is nothing to pass on.
        guard !rest.segments.isEmpty || data.segments.isEmpty else { return }
        try await next.consume(rest)
    }

    private func filtered(_ data: Data) throws(ConsumeError) -> Data {
        var rest = data
        do throws(EvaluationError) {
            for list in conditions {
                try list.conditions.forEachMatch(in: &rest, list.errorMode ?? errorMode, logger) { _ in false }
            }
        } catch {
            // The same data would fail in the same way again.
            throw ConsumeError.permanent(error.message)
        }
        dropByProperties?(&rest)
        let count = data.itemCount - rest.itemCount
        if count > 0 { dropped.add(count) }
        return rest
    }
}

extension Signal {
    /// What the signal's items are called in the processor's own metrics.
    fileprivate var filteredItems: String {
        switch self {
        case .traces: "spans"
        case .metrics: "datapoints"
        case .logs: "logs"
        case .profiles: "profiles"
        }
    }
}
