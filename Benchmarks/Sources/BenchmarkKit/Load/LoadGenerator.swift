/// A connection that sends requests; used by one thread at a time.
protocol LoadConnection: AnyObject {
    /// Sends what `workload` hands out, and returns when all of it is answered.
    func run(_ workload: Workload, _ bodies: RequestBodies) throws -> LoadResult
}

/// Sends a load to a collector, over connections that are kept from one phase to the next.
public final class LoadGenerator: @unchecked Sendable {
    // Sendable because each connection is used by the one thread that a phase gives it.

    private let settings: LoadSettings
    private let template: RequestTemplate
    private let ledger: Ledger
    private let connections: [any LoadConnection]
    private var next = 0

    /// A generator that is connected to `port` of this machine.
    public init(
        _ settings: LoadSettings,
        _ signal: BenchmarkSignal,
        itemsPerRequest: Int,
        port: UInt16,
        ledger: Ledger
    ) throws {
        self.settings = settings
        self.ledger = ledger
        template = RequestTemplate(signal, itemCount: itemsPerRequest)
        let target = LoadTarget(signal: signal, port: port, settings: settings, ledger: ledger)
        connections = try (0..<settings.connections).map { _ in
            switch settings.transport {
            case .grpc: try GRPCLoad(target, slots: settings.inFlight)
            case .http: try HTTPLoad(target)
            }
        }
    }

    /// Sends `requests` requests, or fewer when `seconds` are over before.
    public func run(requests: Int, seconds: Double?) throws -> LoadResult {
        let isCompressed = settings.compression == .gzip
        let bodies =
            isCompressed
            ? RequestBodies(template, compressing: next..<next + requests) : RequestBodies(template)
        let begin = Clock.now
        let workload = Workload(
            first: next,
            count: requests,
            perSecond: settings.rate / Double(template.itemCount),
            seconds: seconds
        )
        let results = try InParallel.threads(connections.count) { [self] index in
            try connections[index].run(workload, bodies)
        }
        next = workload.next
        var result = LoadResult()
        for part in results { result.merge(part) }
        result.seconds = Double(Clock.now - begin) / 1e9
        return result
    }
}

/// Where a connection sends to, and who keeps the account.
struct LoadTarget {
    var signal: BenchmarkSignal
    var port: UInt16
    var settings: LoadSettings
    var ledger: Ledger
}
