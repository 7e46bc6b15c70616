import Fuzzing
import Pdata

/// Reads OTLP's JSON of all signals.
@_cdecl("LLVMFuzzerTestOneInput")
public func run(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    var input = FuzzInput(data, count)
    switch input.byte() % 4 {
    case 0: check(Traces.self, input.bytes)
    case 1: check(Metrics.self, input.bytes)
    case 2: check(Logs.self, input.bytes)
    default: check(Profiles.self, input.bytes)
    }
    return 0
}

private func check<T: Telemetry>(_ type: T.Type, _ text: Bytes) {
    guard let value = try? T(validatingJSON: text) else { return }
    let written = value.json()
    guard let again = try? T(validatingJSON: written) else { return require(false, "our own JSON is refused") }
    require(again.itemCount == value.itemCount, "items were lost in JSON")
    require(again.json() == written, "JSON changes as it is written again")
}
