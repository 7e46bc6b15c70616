internal import CollectorAPI
internal import Pdata

/// Keeps some items, and passes them on.
final class ProbabilisticSamplerProcessor<Data: Telemetry>: Processor {
    private let sample: @Sendable (inout Data) -> Void
    private let next: any Consumer<Data>

    init(_ next: any Consumer<Data>, _ sample: @escaping @Sendable (inout Data) -> Void) {
        self.next = next
        self.sample = sample
    }

    func consume(_ data: Data) async throws {
        guard data.itemCount > 0 else { return try await next.consume(data) }
        var data = data
        sample(&data)
        guard data.itemCount > 0 else { return }
        try await next.consume(data)
    }
}
