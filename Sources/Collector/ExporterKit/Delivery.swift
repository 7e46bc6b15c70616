internal import CollectorAPI
internal import CollectorConfig
internal import Pdata

/// Sends telemetry to an exporter's destination: attempts, the pauses between them, and what is counted of both.
struct Delivery<Data: Telemetry>: Sendable {
    private let attempt: SendingExporter<Data>.Attempt
    private let sender: RetryingSender<Data>?
    private let logger: Logger
    private let metrics: ExporterMetrics
    /// What the user could turn on against failures that pass.
    private let hint: String

    init(
        _ context: ComponentContext,
        queue: Section<QueueSettings>?,
        retry: Section<RetrySettings>?,
        pauses: RetryPauses,
        attributes: [String: String],
        transfer: (@Sendable (Data) -> SendingExporter<Data>.Transfer)? = nil,
        attempt: @escaping SendingExporter<Data>.Attempt
    ) {
        self.attempt = attempt
        logger = context.logger
        metrics = ExporterMetrics(Data.signal, context, attributes: attributes)
        var hint = ""
        if let retry, !retry.isEnabled {
            hint += " Try enabling retry_on_failure config option to retry on retryable errors."
        }
        if let queue, !queue.isEnabled { hint += " Try enabling sending_queue to survive temporary failures." }
        self.hint = hint
        sender = retry?.value.map {
            RetryingSender(
                settings: $0,
                pauses: pauses,
                logger: context.logger,
                transfer: transfer,
                attempt: attempt
            )
        }
    }

    /// Sends `data`, and counts it when the destination has accepted it.
    ///
    /// - Throws: why it was not accepted; who owns the data counts that by ``drop(_:_:)`` or ``reject(_:_:)``.
    func send(_ data: Data, on host: any Host) async throws(ConsumeError) {
        metrics.inFlight.add(1)
        defer { metrics.inFlight.add(-1) }
        do throws(ConsumeError) {
            note(try await attempts(data, on: host), data)
        } catch {
            var error = error
            // Who cancelled is on this side: the destination did not say so.
            if Task.isCancelled, error.status == .cancelled { error.status = nil }
            throw error
        }
    }

    private func attempts(_ data: Data, on host: any Host) async throws(ConsumeError) -> PartialSuccess? {
        if let sender { return try await sender.send(data, on: host) }
        do throws(ConsumeError) {
            return try await attempt(data)
        } catch {
            var error = error
            // One attempt is all the time that the user allows: who owns the data inside the collector is not to make
            // others.
            error.isGivenUp = !error.isPermanent
            throw error
        }
    }

    private func note(_ partial: PartialSuccess?, _ data: Data) {
        guard let partial else { return metrics.sent.add(data.itemCount) }
        let rejected = min(partial.rejected, data.itemCount)
        metrics.sent.add(data.itemCount - rejected)
        metrics.failed.add(rejected)
        logger.warn(
            "Partial success response",
            [LogField("message", .string(partial.message)), LogField(Data.signal.droppedField, .int(partial.rejected))]
        )
    }

    /// Counts and logs `items` that the collector owned, and that nobody will send again.
    ///
    /// - Parameter isAnswer: whether an attempt came to `error`, not the collector without one.
    func drop(_ items: Int, _ error: ConsumeError, isAnswer: Bool = true) {
        let items = count(items, error)
        let prefix = isAnswer && error.isPermanent && sender != nil ? "not retryable error: " : ""
        logger.error(
            "Exporting failed. Dropping data.\(error.isPermanent ? "" : hint)",
            [LogField("error", .string("\(prefix)\(error)")), LogField("dropped_items", .int(items))]
        )
    }

    /// Counts and logs `items` that stay with whoever handed them in; what is refused for good is dropped.
    func reject(_ items: Int, _ error: ConsumeError) {
        guard !error.isPermanent else { return drop(items, error) }
        let items = count(items, error)
        logger.error(
            "Exporting failed. Rejecting data.\(error.isPermanent ? "" : hint)",
            [LogField("error", .string("\(error)")), LogField("rejected_items", .int(items))]
        )
    }

    /// Counts `items` by what became of them, and returns how many were not accepted.
    private func count(_ items: Int, _ error: ConsumeError) -> Int {
        let accepted = min(max(error.acceptedItems, 0), items)
        metrics.sent.add(accepted)
        metrics.failed.add(items - accepted)
        return items - accepted
    }
}

extension Signal {
    /// What upstream calls rejected items in its log of partial success.
    fileprivate var droppedField: String {
        switch self {
        case .traces: "dropped_spans"
        case .metrics: "dropped_data_points"
        case .logs: "dropped_log_records"
        case .profiles: "dropped_profiles"
        }
    }
}
