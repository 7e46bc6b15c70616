import Pdata

/// Does with `input` whatever can be done with bytes from outside; for tests and fuzzers, which watch for traps.
func exercise(_ input: Bytes) {
    exercise(input, Traces.self) { $0.forEachResource { _ = $0.resource.attributes.owned() } }
    exercise(input, Metrics.self) { $0.forEachResource { _ = $0.resource.attributes.owned() } }
    exercise(input, Logs.self) { $0.forEachResource { _ = $0.resource.attributes.owned() } }
    exercise(input, Profiles.self) { $0.forEachResource { _ = $0.resource.attributes.owned() } }
}

private func exercise<T: Telemetry>(_ input: Bytes, _ type: T.Type, _ read: (T) -> Void) {
    for value in [try? T(validating: input), try? T(validatingJSON: input)] {
        guard let value else { continue }
        read(value)
        _ = value.split(maxItems: 2)
        _ = value.split(maxBytes: 100)
        _ = value.json()
    }
}
