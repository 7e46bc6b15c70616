public import CollectorAPI
public import CollectorConfig
public import Pdata

/// An exporter around one attempt to send: queues, batches and retries, counts, logs, and ends in order.
///
/// Without a queue, data is sent while the caller waits, so that a slow destination pushes back on it, and a caller that
/// gets an error still owns the data. With a queue, the caller is answered when the queue has the data, and the queue
/// answers for it from then on. One exporter is made for each signal.
///
/// ```swift
/// let client = GRPCClient(config.client, logger: context.logger)
/// return SendingExporter<Traces>(context, queue: config.queue, retry: config.retry, stop: client.shutdown) {
///     traces throws(ConsumeError) in try await export(traces, through: client)
/// }
/// ```
public final class SendingExporter<Data: Telemetry>: Exporter {
    /// Sends data once, within a time that it bounds itself.
    ///
    /// Returns what the destination says beside success, if anything. Throws a permanent error for what the destination
    /// will never take, else a retryable one with the delay that the destination asks for. Ends soon after its task is
    /// cancelled, and after `stop` was called.
    public typealias Attempt = @Sendable (Data) async throws(ConsumeError) -> PartialSuccess?

    /// One attempt to send what a request still has to send, for attempts that share something: what was made of the data
    /// already, or how much of it was taken. A request's attempts are made one after the other; what they throw says in
    /// ``CollectorAPI/ConsumeError/acceptedItems`` how much was taken so far.
    public typealias Transfer = @Sendable () async throws(ConsumeError) -> PartialSuccess?

    private let delivery: Delivery<Data>
    private let queue: SendingQueue<Data>?
    private let begin: @Sendable (any Host) throws -> Void
    private let stop: @Sendable () async -> Void
    private let pauses = RetryPauses()

    /// The codings of which attempts send a request's compressed bytes as they came.
    public let passedOnCodings: Set<ContentCoding>
    private let underWay = UnderWay()

    /// An exporter that sends by `attempt`.
    ///
    /// - Parameters:
    ///   - queue: whether and how data waits to be sent; nil for an exporter without the setting.
    ///   - retry: whether and how failed attempts are repeated; nil for an exporter without the setting.
    ///   - attributes: what is known of the destination, beside the exporter's id, on the counters of items.
    ///   - passedOnCodings: the codings of which attempts send the data's `compressedForm`.
    ///   - start: readies what attempts use; called once, by start.
    ///   - stop: closes what attempts use; called once, by shutdown, also without a start.
    public init(
        _ context: ComponentContext,
        queue: Section<QueueSettings>? = nil,
        retry: Section<RetrySettings>?,
        attributes: [String: String] = [:],
        passedOnCodings: Set<ContentCoding> = [],
        start: @escaping @Sendable (any Host) throws -> Void = { _ in },
        stop: @escaping @Sendable () async -> Void = {},
        attempt: @escaping Attempt
    ) {
        begin = start
        // What is joined with others is compressed anew.
        self.passedOnCodings = queue?.value?.batch.value == nil ? passedOnCodings : []
        self.stop = stop
        let delivery = Delivery<Data>(
            context,
            queue: queue,
            retry: retry,
            pauses: pauses,
            attributes: attributes,
            attempt: attempt
        )
        self.delivery = delivery
        self.queue = queue?.value.map { SendingQueue($0, context, delivery) }
    }

    /// An exporter that sends by what `transfer` makes for each request; it does nothing before its first attempt.
    ///
    /// The other parameters are those of the initializer with attempts.
    public init(
        _ context: ComponentContext,
        queue: Section<QueueSettings>? = nil,
        retry: Section<RetrySettings>?,
        attributes: [String: String] = [:],
        start: @escaping @Sendable (any Host) throws -> Void = { _ in },
        stop: @escaping @Sendable () async -> Void = {},
        transfer: @escaping @Sendable (Data) -> Transfer
    ) {
        begin = start
        passedOnCodings = []
        self.stop = stop
        let delivery = Delivery<Data>(
            context,
            queue: queue,
            retry: retry,
            pauses: pauses,
            attributes: attributes,
            transfer: transfer,
            attempt: { data throws(ConsumeError) in try await transfer(data)() }
        )
        self.delivery = delivery
        self.queue = queue?.value.map { SendingQueue($0, context, delivery) }
    }

    /// Takes data from now on, and sends what a persistent queue still holds.
    ///
    /// - Throws: why the queue's storage cannot be used.
    public func start(_ host: any Host) async throws {
        try begin(host)
        try await queue?.start(host)
        underWay.open(host)
    }

    /// Takes `data`, and returns when the queue has it or, without a queue, when the destination has accepted it.
    ///
    /// - Throws: `ConsumeError`: why it was not accepted.
    @specialized(where Data == Traces)
    @specialized(where Data == Metrics)
    @specialized(where Data == Logs)
    @specialized(where Data == Profiles)
    public func consume(_ data: Data) async throws {
        try await consume(data, waitsForRoom: false)
    }

    /// Takes `data` as ``consume(_:)`` does; where `waitsForRoom` is set, a full queue makes the caller wait whatever its
    /// settings say.
    ///
    /// - Throws: `ConsumeError`: why it was not accepted.
    @specialized(where Data == Traces)
    @specialized(where Data == Metrics)
    @specialized(where Data == Logs)
    @specialized(where Data == Profiles)
    public func consume(_ data: Data, waitsForRoom: Bool) async throws {
        guard data.itemCount > 0 else { return }
        let data = passedOnCodings.isEmpty ? data.withoutCompressedForm : data
        if let queue { return try await queue.offer(data, waitsForRoom: waitsForRoom) }
        guard let host = underWay.begin() else { throw ConsumeError.retryable("the exporter is not running") }
        defer { underWay.end() }
        do throws(ConsumeError) {
            try await delivery.send(data, on: host)
        } catch {
            delivery.reject(data.itemCount, error)
            throw error
        }
    }

    /// Ends the pauses between attempts, gives what a queue in memory holds one attempt each, lets attempts under way
    /// end, and closes the way to the destination.
    public func shutdown() async throws {
        underWay.close()
        queue?.close()
        pauses.close()
        await underWay.ended()
        await queue?.drained()
        await stop()
        await queue?.shutdown()
    }
}
