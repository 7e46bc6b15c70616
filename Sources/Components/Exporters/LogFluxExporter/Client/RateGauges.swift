internal import CollectorAPI
internal import CollectorNet
internal import Synchronization

/// What the server last said of its rate limit, as metrics; there are none before it says something.
final class RateGauges: Sendable {
    private final class Value: Sendable {
        let number = Atomic<Int>(0)
    }

    private static let headers = [
        ("x-ratelimit-limit", "limit", "Requests that LogFlux takes in its period."),
        ("x-ratelimit-remaining", "remaining", "Requests that LogFlux still takes in its period."),
        ("x-ratelimit-reset", "reset", "When LogFlux's period ends, in seconds since 1970."),
    ]

    private let context: ComponentContext
    private let values = Lock<[String: Value]>([:])

    init(_ context: ComponentContext) {
        self.context = context
    }

    /// Takes what `headers` say.
    func note(_ headers: HTTPHeaders) {
        for (header, name, help) in Self.headers {
            guard let number = headers[header].flatMap({ Int($0) }) else { continue }
            value(name, help).number.store(number, ordering: .relaxed)
        }
    }

    private func value(_ name: String, _ help: String) -> Value {
        let (value, isNew) = values.withLock { values -> (Value, Bool) in
            if let value = values[name] { return (value, false) }
            let value = Value()
            values[name] = value
            return (value, true)
        }
        if isNew {
            context.metrics.observe(
                "exporter_logflux_ratelimit_\(name)",
                help: help,
                attributes: ["exporter": "\(context.id)"]
            ) { Double(value.number.load(ordering: .relaxed)) }
        }
        return value
    }
}
