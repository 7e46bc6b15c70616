internal import CollectorAPI
internal import OTTL
internal import Pdata

/// What of a request goes to which exporters, these by their places.
struct RoutingTable<Data: RecordTelemetry>: Sendable {
    /// What goes to the same exporters.
    struct Group: Sendable {
        var exporters: [Int]
        var parts: [Data]
    }

    private enum Routes: Sendable {
        /// By the first value of a request's header.
        case request(name: String, exporters: [String: [Int]])
        /// By each resource, which takes every route that it matches.
        case resources([(route: OTTLRoute, exporters: [Int])])
    }

    private let routes: Routes
    private let defaults: [Int]
    private let errorMode: ErrorMode
    private let logger: Logger
    private let unrouted: UnroutedItems

    /// - Parameter place: the place of an exporter.
    /// - Throws: what is wrong with a statement, or what `place` throws.
    init(
        _ settings: RoutingProcessorSettings,
        _ context: ComponentContext,
        place: (ExporterReference) throws -> Int
    ) throws {
        defaults = try settings.defaultExporters.map(place)
        errorMode = settings.errorMode
        logger = context.logger
        let isByValue = settings.table.contains { !$0.value.isEmpty }
        guard isByValue, settings.attributeSource == .context else {
            routes = .resources(
                try settings.table.map { item in
                    var found: [OTTLDiagnostic] = []
                    let statement = item.statement(settings)
                    guard
                        let route = OTTLRoute(statement: statement, of: Data.signal, context: .resource, into: &found)
                    else {
                        if let error = found.first(where: { !$0.isWarning }) { throw error }
                        throw UnsupportedSignal()
                    }
                    return (route, try item.exporters.map(place))
                }
            )
            unrouted = UnroutedItems(Data.signal, key: "", context)
            return
        }
        var exporters: [String: [Int]] = [:]
        for item in settings.table where !item.value.isEmpty {
            exporters[item.value, default: []] += try item.exporters.map(place)
        }
        routes = .request(name: settings.fromAttribute.lowercased(), exporters: exporters)
        unrouted = UnroutedItems(Data.signal, key: settings.fromAttribute, context)
    }

    /// Whether requests are routed by their metadata.
    var isByRequest: Bool {
        if case .request = routes { true } else { false }
    }

    /// Where `data` goes, which `client` sent: parts that go to the same exporters together, in the order of the table, and
    /// the default exporters' last.
    ///
    /// - Throws: what could not be told, when errors are propagated.
    func groups(
        of data: Data,
        from client: ClientContext,
        at now: @autoclosure () -> ContinuousClock.Instant
    ) throws(EvaluationError) -> [Group] {
        switch routes {
        case .request(let name, let exporters):
            // Of a header that is repeated, the first counts.
            guard let value = client.metadata[name]?.first, !value.isEmpty else {
                unrouted.noteMissing(data.itemCount, at: now())
                return [Group(exporters: defaults, parts: [data])]
            }
            guard let exporters = exporters[value] else {
                unrouted.add(data.itemCount)
                return [Group(exporters: defaults, parts: [data])]
            }
            return [Group(exporters: exporters, parts: [data])]
        case .resources(let routes):
            return try groups(of: data, by: routes)
        }
    }

    private func groups(
        of data: Data,
        by routes: [(route: OTTLRoute, exporters: [Int])]
    ) throws(EvaluationError) -> [Group] {
        var groups: [Group] = []
        func add(_ part: Data, to exporters: [Int]) {
            if let index = groups.firstIndex(where: { $0.exporters == exporters }) {
                groups[index].parts.append(part)
            } else {
                groups.append(Group(exporters: exporters, parts: [part]))
            }
        }
        var isForDefault: [Bool] = []
        var isTaken: [Bool] = []
        for (route, exporters) in routes {
            let outcomes = try route.outcomes(for: data, errorMode, logger)
            if isTaken.isEmpty {
                isTaken = Array(repeating: false, count: outcomes.count)
                isForDefault = isTaken
            }
            for (index, outcome) in outcomes.enumerated() where isTaken.indices.contains(index) {
                if outcome == .taken { isTaken[index] = true }
                if outcome == .unknown { isForDefault[index] = true }
            }
            let matched = try route.takes(outcomes, of: data, errorMode, logger)
            if let matched { add(matched, to: exporters) }
        }
        for index in isTaken.indices where !isTaken[index] { isForDefault[index] = true }
        guard isForDefault.contains(true) else { return groups }
        let rest = isForDefault.contains(false) ? data.resources { isForDefault[$0] } : data
        unrouted.add(rest.itemCount)
        add(rest, to: defaults)
        return groups
    }
}
