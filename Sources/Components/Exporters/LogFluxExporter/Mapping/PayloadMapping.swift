internal import Pdata

/// What every payload of an exporter has in common.
struct PayloadMapping: Sendable {
    private let source: JSONFragment
    private let environment: String

    /// Payloads from `source` in `environment`, which may be empty.
    init(source: String, environment: String) {
        self.source = JSONFragment(source)
        self.environment = environment
    }

    /// The payload of each record of `data`, in order; `now` stands for times that records do not have.
    func payloads(_ data: some Telemetry, now: UInt64) -> [Bytes] {
        var payloads: [Bytes] = []
        payloads.reserveCapacity(data.itemCount)
        switch data {
        case let logs as Logs: map(logs, now, &payloads)
        case let traces as Traces: map(traces, now, &payloads)
        case let metrics as Metrics: map(metrics, now, &payloads)
        default: break
        }
        return payloads
    }

    /// A payload's beginning; what comes before its own members.
    func begin(_ type: StaticString, level: Int, time: UInt64) -> PayloadWriter {
        PayloadWriter(type: type, source: source, level: level, time: time)
    }

    /// What the payloads of a resource's records say of it.
    func meta(_ resource: ResourceView) -> JSONFragment? { JSONFragment(resource, environment: environment) }
}
