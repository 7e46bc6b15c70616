public import CollectorAPI
public import CollectorConfig
public import Pdata

/// An exporter around one attempt to send: retries it, counts, logs, and ends in order.
///
/// Data is sent while the caller waits, so that a slow destination pushes back on it. A caller that gets an error still
/// owns the data: nothing is kept here. One exporter is made for each signal.
///
/// ```swift
/// let client = GRPCClient(config.client, logger: context.logger)
/// return SendingExporter<Traces>(context, retry: config.retry, stop: client.shutdown) { traces throws(ConsumeError) in
///     try await export(traces, through: client)
/// }
/// ```
public final class SendingExporter<Data: Telemetry>: Exporter {
    /// Sends data once, within a time that it bounds itself.
    ///
    /// Returns what the destination says beside success, if anything. Throws a permanent error for what the destination
    /// will never take, else a retryable one with the delay that the destination asks for. Ends soon after its task is
    /// cancelled, and after `stop` was called.
    public typealias Attempt = @Sendable (Data) async throws(ConsumeError) -> PartialSuccess?

    private let sender: RetryingSender<Data>?
    private let attempt: Attempt
    private let begin: @Sendable (any Host) throws -> Void
    private let stop: @Sendable () async -> Void
    private let logger: Logger
    private let metrics: ExporterMetrics
    private let pauses = RetryPauses()
    private let underWay = UnderWay()

    /// An exporter that sends by `attempt`.
    ///
    /// - Parameters:
    ///   - retry: whether and how failed attempts are repeated.
    ///   - attributes: what is known of the destination, beside the exporter's id, on the counters of items.
    ///   - start: readies what attempts use; called once, by start.
    ///   - stop: closes what attempts use; called once, by shutdown, also without a start.
    public init(
        _ context: ComponentContext,
        retry: Section<RetrySettings>,
        attributes: [String: String] = [:],
        start: @escaping @Sendable (any Host) throws -> Void = { _ in },
        stop: @escaping @Sendable () async -> Void = {},
        attempt: @escaping Attempt
    ) {
        self.attempt = attempt
        begin = start
        self.stop = stop
        logger = context.logger
        metrics = ExporterMetrics(Data.signal, context, attributes: attributes)
        let pauses = pauses
        sender = retry.value.map {
            RetryingSender(settings: $0, pauses: pauses, logger: context.logger, attempt: attempt)
        }
    }

    /// Takes data from now on.
    public func start(_ host: any Host) async throws {
        try begin(host)
        underWay.open(host)
    }

    /// Sends `data`, and returns when the destination has accepted it.
    ///
    /// - Throws: `ConsumeError`: why it was not accepted.
    public func consume(_ data: Data) async throws {
        guard data.itemCount > 0 else { return }
        guard let host = underWay.begin() else { throw ConsumeError.retryable("the exporter is not running") }
        metrics.inFlight.add(1)
        defer {
            metrics.inFlight.add(-1)
            underWay.end()
        }
        do throws(ConsumeError) {
            note(try await send(data, on: host), data)
        } catch {
            var error = error
            // Who cancelled is on this side: the destination did not say so.
            if Task.isCancelled, error.status == .cancelled { error.status = nil }
            note(error, data)
            throw error
        }
    }

    /// Ends the pauses between attempts, lets attempts under way end, and closes the way to the destination.
    public func shutdown() async throws {
        underWay.close()
        pauses.close()
        await underWay.ended()
        await stop()
    }

    private func send(_ data: Data, on host: any Host) async throws(ConsumeError) -> PartialSuccess? {
        guard let sender else { return try await attempt(data) }
        return try await sender.send(data, on: host)
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

    private func note(_ error: ConsumeError, _ data: Data) {
        metrics.failed.add(data.itemCount)
        guard !error.isPermanent else {
            return logger.error(
                "Exporting failed. Dropping data.",
                [LogField("error", .string("\(error)")), LogField("dropped_items", .int(data.itemCount))]
            )
        }
        let hint = sender == nil ? " Turn on retry_on_failure to have it sent again." : ""
        logger.error(
            "Exporting failed. Rejecting data.\(hint)",
            [LogField("error", .string("\(error)")), LogField("rejected_items", .int(data.itemCount))]
        )
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
