internal import CollectorAPI
internal import OTTL
internal import Pdata

/// Hands telemetry to the pipelines of the routes that it takes.
final class RoutingConnector<Data: RecordTelemetry>: Connector {
    private struct Destination: Sendable {
        let consumers: [any Consumer<Data>]
        let data: Data
    }

    private let routes: [Route<Data>]
    private let defaults: [any Consumer<Data>]
    private let consumers: [PipelineID: any Consumer<Data>]
    private let errorMode: ErrorMode
    private let logger: Logger
    private let delivery = Lock<OwnedDelivery?>(nil)

    init(_ settings: RoutingSettings, _ context: ComponentContext, _ output: ConnectorOutput<Data>?) throws {
        guard let output else { throw UnsupportedSignal() }
        var routes: [Route<Data>] = []
        for route in settings.table {
            let route = try Route<Data>(route)
            guard !routes.contains(where: { $0.identity == route.identity }) else {
                let pipelines = route.pipelines.map { "\($0)" }.joined(separator: ", ")
                context.logger.warn(
                    "Statement \"\(route.identity)\" already exists in the routing table, the route with target pipeline(s) "
                        + "\"\(pipelines)\" will be ignored."
                )
                continue
            }
            routes.append(route)
        }
        self.routes = routes
        consumers = output.pipelines
        defaults = try settings.defaultPipelines.map { try Self.consumer($0.id, output) }
        for id in routes.flatMap(\.pipelines) { _ = try Self.consumer(id, output) }
        errorMode = settings.errorMode
        logger = context.logger
    }

    private static func consumer(_ id: PipelineID, _ output: ConnectorOutput<Data>) throws -> any Consumer<Data> {
        guard let consumer = output.pipelines[id] else {
            let known = output.pipelines.keys.sorted().map { "\($0)" }.joined(separator: ", ")
            throw PipelineNotFound(
                description: "pipeline not found: \(id); the pipelines of \(Data.signal) that list this connector as a "
                    + "receiver are: \(known)"
            )
        }
        return consumer
    }

    func start(_ host: any Host) async throws {
        delivery.withLock { $0 = OwnedDelivery(host: host, logger: logger) }
    }

    func shutdown() async throws {
        delivery.withLock { $0 }?.close()
    }

    func consume(_ data: Data) async throws {
        let destinations = try destinations(of: data)
        var isOwned = false
        var firstError: ConsumeError?
        for destination in destinations {
            for consumer in destination.consumers {
                do {
                    try await hand(destination.data, to: consumer, isOwned: isOwned)
                    isOwned = true
                } catch {
                    if firstError == nil { firstError = ConsumeError(error) }
                    // Nothing has been accepted yet: the caller still owns it all.
                    if !isOwned { break }
                }
            }
            if !isOwned, firstError != nil { break }
        }
        if let firstError { throw firstError }
    }

    /// Hands `data` on. Once a part of a request was accepted the rest is this connector's: a client that sent all of it
    /// again would have that part doubled.
    private func hand(_ data: Data, to consumer: any Consumer<Data>, isOwned: Bool) async throws {
        guard isOwned, let delivery = delivery.withLock({ $0 }) else { return try await consumer.consume(data) }
        switch await delivery.deliver(data, to: consumer, client: ClientContext.current) {
        case .accepted:
            return
        case .refused(let error), .abandoned(let error):
            logger.error(
                "A route refused a part of a request whose other parts were accepted. Dropping data.",
                [LogField("error", .string("\(error)")), LogField("dropped_items", .int(data.itemCount))]
            )
        }
    }

    private func destinations(of data: Data) throws(ConsumeError) -> [Destination] {
        var destinations: [Destination] = []
        var rest = data
        do throws(EvaluationError) {
            for route in routes where !rest.segments.isEmpty {
                var left = rest
                guard let taken = try take(route, from: rest, leaving: &left) else { continue }
                destinations.append(Destination(consumers: route.pipelines.compactMap { consumers[$0] }, data: taken))
                if !route.isCopying { rest = left }
            }
        } catch {
            // The same data would fail in the same way again.
            throw ConsumeError.permanent(error.message)
        }
        if !rest.segments.isEmpty, !defaults.isEmpty {
            destinations.append(Destination(consumers: defaults, data: rest))
        }
        return destinations
    }

    private func take(
        _ route: Route<Data>,
        from data: Data,
        leaving rest: inout Data
    ) throws(EvaluationError) -> Data? {
        switch route.condition {
        case .records(let condition):
            return try condition.take(from: data, leaving: &rest, errorMode, logger)
        case .request(let condition):
            guard condition.matches(ClientContext.current) else { return nil }
            rest = data.without
            return data
        }
    }
}

extension RecordTelemetry {
    /// Nothing.
    fileprivate var without: Self {
        var rest = self
        rest.forEachRecord(.resource) { _ in false }
        return rest
    }
}

/// Why a route leads nowhere.
private struct PipelineNotFound: Error, CustomStringConvertible {
    let description: String
}
