internal import CollectorAPI
internal import OTTL
internal import Pdata

/// Hands telemetry to those of its pipeline's exporters whose routes it takes: nothing passes behind it.
final class RoutingProcessor<Data: RecordTelemetry>: Processor {
    private let table: RoutingTable<Data>
    private let fanOut: FanOut<Data>
    private let now: Lock<(@Sendable () -> ContinuousClock.Instant)?>

    init(
        _ settings: RoutingProcessorSettings,
        _ context: ComponentContext,
        _ exporters: [ComponentID: any Consumer<Data>]
    ) throws {
        var branches: [FanOut<Data>.Branch] = []
        var places: [ComponentID: Int] = [:]
        table = try RoutingTable(settings, context) { reference in
            guard let id = reference.id, let consumer = exporters[id] else {
                throw ExporterNotFound(reference, among: exporters.keys.sorted())
            }
            if let place = places[id] { return place }
            places[id] = branches.count
            branches.append(.init(name: "exporter \"\(id)\"", consumer: consumer))
            return branches.count - 1
        }
        fanOut = FanOut(branches, name: "\(context.id)", logger: context.logger, metrics: context.metrics)
        now = Lock(nil)
    }

    var readsCallMetadata: Bool { table.isByRequest }

    /// A request of which all takes one route goes on as it came.
    var passedOnCodings: Set<ContentCoding> { fanOut.passedOnCodings }

    func start(_ host: any Host) async throws {
        let clock = host.clock
        now.withLock { $0 = { clock.now } }
        try await fanOut.start(host)
    }

    func shutdown() async throws { try await fanOut.shutdown() }

    func consume(_ data: Data) async throws {
        let groups: [RoutingTable<Data>.Group]
        do throws(EvaluationError) {
            groups = try table.groups(of: data, from: ClientContext.current, at: time)
        } catch {
            // The same data would fail in the same way again.
            throw ConsumeError.permanent(error.message)
        }
        var shares: [FanOut<Data>.Share] = []
        for group in groups {
            let parts = group.parts.count == 1 ? group.parts : Data.joined(group.parts)
            for exporter in group.exporters { shares += parts.map { .init(branch: exporter, data: $0) } }
        }
        try await fanOut.deliver(shares)
    }

    private var time: ContinuousClock.Instant { now.withLock { $0 }?() ?? .now }
}

/// Why a route leads nowhere.
private struct ExporterNotFound: Error, CustomStringConvertible {
    let description: String

    init(_ reference: ExporterReference, among known: [ComponentID]) {
        description =
            "exporter not found: \(reference.text); the pipeline's exporters are: "
            + known.map { "\($0)" }.joined(separator: ", ")
    }
}
