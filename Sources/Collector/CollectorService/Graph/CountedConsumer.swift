internal import CollectorAPI
internal import Pdata

/// Counts the items that pass into or out of a processor.
struct CountedConsumer<Data: Telemetry>: Consumer {
    let next: any Consumer<Data>
    let counter: Counter

    var passedOnCodings: Set<ContentCoding> { next.passedOnCodings }

    func consume(_ data: Data) async throws {
        try await next.consume(data)
        counter.add(data.itemCount)
    }
}
