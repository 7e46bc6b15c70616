internal import CollectorAPI
internal import Pdata

/// Counts what takes no route, and warns, at most once a minute, of requests without the header that has the values.
final class UnroutedItems: Sendable {
    private struct State {
        var items = 0
        var last: ContinuousClock.Instant?
    }

    private static let interval = Duration.seconds(60)

    private let header: String
    private let counter: Counter
    private let logger: Logger
    private let state = Lock(State())

    /// - Parameter key: what values are looked up by; empty for statements.
    init(_ signal: Signal, key: String, _ context: ComponentContext) {
        header = key
        logger = context.logger
        counter = context.metrics.counter(
            "routing_processor_non_routed_\(signal.routedItems)",
            help: "Number of \(signal.routedItems) that were not routed to some or all exporters.",
            attributes: ["processor": "\(context.id)", "routing_key": key]
        )
    }

    func add(_ items: Int) { counter.add(items) }

    /// Counts the `items` of a request without the header.
    func noteMissing(_ items: Int, at now: ContinuousClock.Instant) {
        counter.add(items)
        let due: Int? = state.withLock { state in
            state.items &+= items
            if let last = state.last, last.duration(to: now) < Self.interval { return nil }
            defer { state = State(last: now) }
            return state.items
        }
        guard let due else { return }
        logger.warn(
            "Requests lack the header that they are routed by, and go to the default exporters; by HTTP the receiver needs "
                + "include_metadata: true",
            [LogField("header", .string(header)), LogField("items", .int(due))]
        )
    }
}

extension Signal {
    /// What the signal's items are called in the processor's own metrics.
    fileprivate var routedItems: String {
        switch self {
        case .traces: "spans"
        case .metrics: "metric_points"
        case .logs: "log_records"
        case .profiles: "profiles"
        }
    }
}
