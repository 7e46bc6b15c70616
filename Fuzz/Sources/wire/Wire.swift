import Fuzzing
import Pdata

/// Runs requests of all signals through validation, views, joining, cutting, edits, removal and sorting.
@_cdecl("LLVMFuzzerTestOneInput")
public func run(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    var input = FuzzInput(data, count)
    let choice = input.byte()
    let edits = RandomEdits(seed: UInt64(choice / 4))
    switch choice % 4 {
    case 0: check(Traces.self, input.bytes, edits, read)
    case 1: check(Metrics.self, input.bytes, edits, read)
    case 2: check(Logs.self, input.bytes, edits, read)
    default: check(Profiles.self, input.bytes, edits, read)
    }
    return 0
}

private func check<T: EditableTelemetry>(_ type: T.Type, _ bytes: Bytes, _ edits: RandomEdits, _ read: (T) -> Void) {
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
    guard let fromJSON = try? T(validatingJSON: json) else { return require(false, "our own JSON is refused") }
    require(fromJSON.itemCount == value.itemCount, "items were lost in JSON")
    checkEdits(value, edits, read)
}

private func checkEdits<T: EditableTelemetry>(_ value: T, _ edits: RandomEdits, _ read: (T) -> Void) {
    var edits = edits
    var visited = value
    visited.visit()
    require(visited.segments == value.segments, "what nobody edited has changed")
    var edited = value
    edited.edit(&edits)
    require(edited.itemCount == value.itemCount, "an edit changed the number of items")
    checkUsual(edited, read)
    for part in edited.split(maxItems: 2) { checkUsual(part, read) }
    for whole in [value, edited] {
        var thinned = whole
        let removed = thinned.thinOut(&edits)
        require(thinned.itemCount == whole.itemCount - removed, "the wrong number of items was removed")
        checkUsual(thinned, read)
        for parts in whole.sorted(&edits) {
            require(parts.reduce(0) { $0 + $1.itemCount } == whole.itemCount, "items were lost by sorting")
            for part in parts { checkUsual(part, read) }
        }
    }
}

/// Checks that `value` is as if it had come in so.
private func checkUsual<T: Telemetry>(_ value: T, _ read: (T) -> Void) {
    var items = 0
    for segment in value.segments {
        do {
            let again = try T(validating: segment)
            require(again.segments == [segment], "what was made is not in the usual form")
            items += again.itemCount
        } catch {
            require(false, "what was made is refused: \(error)")
        }
    }
    require(items == value.itemCount, "items were counted wrongly")
    read(value)
}
