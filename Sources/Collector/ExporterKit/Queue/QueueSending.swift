internal import CollectorAPI
internal import Pdata

/// How a part of a batch ended.
struct QueueResult<Data: Telemetry>: Sendable {
    var part: QueuePart<Data>
    /// Why it was not sent.
    var failure: ConsumeError?
    /// Whether it stays in the storage for the next start.
    var isKept = false
    /// What of it stays there, where some of it was sent; empty for all of it.
    var rest: [Data] = []
}

/// Sends what a queue's workers take, and accounts for what is not sent.
struct QueueSending<Data: Telemetry>: Sendable {
    private let delivery: Delivery<Data>
    private let metrics: QueueMetrics
    private let logger: Logger
    /// Whether whoever handed a request in waits for its result, and still owns it.
    private let callersWait: Bool

    init(_ delivery: Delivery<Data>, _ metrics: QueueMetrics, _ logger: Logger, callersWait: Bool) {
        self.delivery = delivery
        self.metrics = metrics
        self.logger = logger
        self.callersWait = callersWait
    }

    /// Sends `batch`, whose parts are in memory; when it is refused for good, each of its requests by itself, so that only
    /// the offender is lost.
    ///
    /// - Parameter isKept: whether what failed by an error is in a storage, and stays there.
    func send(
        _ batch: QueueBatch<Data>,
        on host: any Host,
        isKept: (ConsumeError) -> Bool
    ) async -> [QueueResult<Data>] {
        let parts = [batch.first] + batch.rest
        let client = batch.client ?? batch.first.entry.client
        guard let data = batch.joined ?? batch.first.data else { return [] }
        guard let failure = await attempt(data, client, host) else { return parts.map { QueueResult(part: $0) } }
        if failure.isPermanent, parts.count > 1 || canDivide(data) {
            logger.warn(
                "A batch was refused for good. Sending the requests in it one by one.",
                [
                    LogField("error", .string("\(failure)")),
                    LogField("requests", .int(max(parts.count, data.requests.count))),
                ]
            )
            return await sendApart(parts, client, host, isKept)
        }
        return account(data.itemCount, failure, parts, isKept)
    }

    /// Counts and logs `items` that nobody will send again, and that were not sent.
    func lose(_ items: Int, _ error: ConsumeError) {
        delivery.drop(items, error, isAnswer: false)
    }

    private func sendApart(
        _ parts: [QueuePart<Data>],
        _ client: ClientContext,
        _ host: any Host,
        _ isKept: (ConsumeError) -> Bool
    ) async -> [QueueResult<Data>] {
        var results: [QueueResult<Data>] = []
        for part in parts {
            guard let data = part.data else { continue }
            guard canDivide(data) else {
                let failure = await attempt(data, client, host)
                results += failure.map { account(data.itemCount, $0, [part], isKept) } ?? [QueueResult(part: part)]
                continue
            }
            var result = QueueResult(part: part)
            let requests = data.requests
            for request in requests {
                guard let failure = await attempt(request, client, host) else { continue }
                let accounted = account(request.itemCount, failure, [part], isKept)
                result.failure = failure
                guard accounted.contains(where: \.isKept) else { continue }
                result.isKept = true
                result.rest.append(request)
            }
            if result.rest.count == requests.count { result.rest = [] }
            results.append(result)
        }
        return results
    }

    /// Whether `data` is several requests that nobody else will send one by one.
    private func canDivide(_ data: Data) -> Bool { !callersWait && data.requests.count > 1 }

    private func attempt(_ data: Data, _ client: ClientContext, _ host: any Host) async -> ConsumeError? {
        metrics.sends(data)
        return await ClientContext.$current.withValue(client) {
            do throws(ConsumeError) {
                try await delivery.send(data, on: host)
                return nil
            } catch {
                return error
            }
        }
    }

    private func account(
        _ items: Int,
        _ failure: ConsumeError,
        _ parts: [QueuePart<Data>],
        _ isKept: (ConsumeError) -> Bool
    ) -> [QueueResult<Data>] {
        let isKept = isKept(failure)
        if isKept {
            logger.info(
                "Exporting failed. Keeping data in the queue's storage.",
                [LogField("error", .string("\(failure)")), LogField("kept_items", .int(items))]
            )
        } else if callersWait {
            delivery.reject(items, failure)
        } else {
            delivery.drop(items, failure)
        }
        return parts.map { QueueResult(part: $0, failure: failure, isKept: isKept) }
    }
}
