internal import CollectorAPI
internal import OTTL
internal import Pdata

/// Hands telemetry to the pipelines of the routes that it takes.
final class RoutingConnector<Data: RecordTelemetry>: Connector {
    /// A route, with the places of its pipelines among the fan-out's branches.
    private struct Destination: Sendable {
        let route: Route<Data>
        let branches: [Int]
    }

    private let destinations: [Destination]
    private let defaults: [Int]
    private let fanOut: FanOut<Data>
    private let errorMode: ErrorMode
    private let logger: Logger

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
        let pipelines = output.pipelines.sorted { $0.key < $1.key }
        func branch(_ id: PipelineID) throws -> Int {
            guard let branch = pipelines.firstIndex(where: { $0.key == id }) else {
                throw PipelineNotFound(id, Data.signal, among: pipelines.map(\.key))
            }
            return branch
        }
        destinations = try routes.map { Destination(route: $0, branches: try $0.pipelines.map(branch)) }
        defaults = try settings.defaultPipelines.map { try branch($0.id) }
        fanOut = FanOut(
            pipelines.map { .init(name: "pipeline \"\($0.key)\"", consumer: $0.value) },
            name: "\(context.id)",
            logger: context.logger,
            metrics: context.metrics
        )
        errorMode = settings.errorMode
        logger = context.logger
    }

    var readsCallMetadata: Bool { destinations.contains { $0.route.readsCallMetadata } }

    /// A request of which all takes one route goes on as it came.
    var passedOnCodings: Set<ContentCoding> { fanOut.passedOnCodings }

    func start(_ host: any Host) async throws { try await fanOut.start(host) }

    func shutdown() async throws { try await fanOut.shutdown() }

    func consume(_ data: Data) async throws {
        try await fanOut.deliver(shares(of: data))
    }

    private func shares(of data: Data) throws(ConsumeError) -> [FanOut<Data>.Share] {
        var shares: [FanOut<Data>.Share] = []
        var rest = data
        do throws(EvaluationError) {
            for destination in destinations where !rest.segments.isEmpty {
                var left = rest
                guard let taken = try take(destination.route, from: rest, leaving: &left) else { continue }
                shares += destination.branches.map { .init(branch: $0, data: taken) }
                if !destination.route.isCopying { rest = left }
            }
        } catch {
            // The same data would fail in the same way again.
            throw ConsumeError.permanent(error.message)
        }
        guard !rest.segments.isEmpty else { return shares }
        return shares + defaults.map { .init(branch: $0, data: rest) }
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
            rest = data.resources { _ in false }
            return data
        }
    }
}

/// Why a route leads nowhere.
private struct PipelineNotFound: Error, CustomStringConvertible {
    let description: String

    init(_ id: PipelineID, _ signal: Signal, among known: [PipelineID]) {
        description =
            "pipeline not found: \(id); the pipelines of \(signal) that list this connector as a receiver are: "
            + known.map { "\($0)" }.joined(separator: ", ")
    }
}
