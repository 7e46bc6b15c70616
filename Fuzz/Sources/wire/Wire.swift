import Fuzzing
import Pdata

/// Runs requests of all signals through validation, views, joining and cutting.
@_cdecl("LLVMFuzzerTestOneInput")
public func run(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    var input = FuzzInput(data, count)
    switch input.byte() % 4 {
    case 0: check(Traces.self, input.bytes, read)
    case 1: check(Metrics.self, input.bytes, read)
    case 2: check(Logs.self, input.bytes, read)
    default: check(Profiles.self, input.bytes, read)
    }
    return 0
}

private func check<T: Telemetry>(_ type: T.Type, _ bytes: Bytes, _ read: (T) -> Void) {
    guard let value = try? T(validating: bytes) else { return }
    read(value)
    for segment in value.segments {
        guard let again = try? T(validating: segment) else { return require(false, "what was accepted is refused") }
        require(again.segments == value.segments, "what comes out is in the usual form")
        require(again.itemCount == value.itemCount, "items were counted differently")
    }
    let parts = value.split(maxItems: 2) + value.split(maxBytes: 64)
    require(parts.reduce(0) { $0 + $1.itemCount } == 2 * value.itemCount, "items were lost in a cut")
    for part in parts {
        for segment in part.segments { require((try? T(validating: segment)) != nil, "a part is malformed") }
    }
    let joined = T.joined(parts + [value])
    require(joined.reduce(0) { $0 + $1.itemCount } == 3 * value.itemCount, "items were lost by joining")
    for whole in joined {
        for segment in whole.segments { require((try? T(validating: segment)) != nil, "the whole is malformed") }
        let requests = whole.requests
        require(requests.reduce(0) { $0 + $1.itemCount } == whole.itemCount, "items were lost by taking apart")
    }
    let json = value.json()
    guard let read = try? T(validatingJSON: json) else { return require(false, "our own JSON is refused") }
    require(read.itemCount == value.itemCount, "items were lost in JSON")
}
