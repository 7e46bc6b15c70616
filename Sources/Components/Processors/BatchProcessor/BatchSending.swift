internal import CollectorAPI
internal import Pdata

/// Sends batches on, and answers for them until the next component does.
struct BatchSending<Data: Telemetry>: Sendable {
    private let next: any Consumer<Data>
    private let client: ClientContext
    private let logger: Logger
    private let metrics: BatchMetrics
    private let delivery: OwnedDelivery

    init(
        _ next: any Consumer<Data>,
        client: ClientContext,
        _ host: any Host,
        _ logger: Logger,
        _ metrics: BatchMetrics
    ) {
        self.next = next
        self.client = client
        self.logger = logger
        self.metrics = metrics
        delivery = OwnedDelivery(host: host, logger: logger)
    }

    /// From now on every batch gets one attempt.
    func close() {
        delivery.close()
    }

    /// Sends `batch` until it is accepted or refused for good; in the latter case each request in it by itself, so that
    /// only the offender is lost.
    func send(_ batch: Data) async {
        metrics.sizes.record(Double(batch.itemCount))
        metrics.byteSizes.record(Double(batch.byteCount))
        switch await delivery.deliver(batch, to: next, client: client) {
        case .accepted:
            return
        case .abandoned(let error):
            lose(batch, error)
        case .refused(let error):
            let requests = batch.requests
            guard requests.count > 1 else {
                lose(batch, error)
                return
            }
            await send(apart: requests, error)
        }
    }

    private func send(apart requests: [Data], _ refusal: ConsumeError) async {
        logger.warn(
            "A batch was refused for good. Sending the requests in it one by one.",
            [LogField("error", .string("\(refusal)")), LogField("requests", .int(requests.count))]
        )
        for request in requests {
            switch await delivery.deliver(request, to: next, client: client) {
            case .accepted: break
            case .refused(let error): lose(request, error)
            case .abandoned(let error): lose(request, error)
            }
        }
    }

    private func lose(_ data: Data, _ error: ConsumeError) {
        metrics.dropped.add(data.itemCount)
        logger.error(
            "Sender failed. Dropping data.",
            [LogField("error", .string("\(error)")), LogField("dropped_items", .int(data.itemCount))]
        )
    }
}
