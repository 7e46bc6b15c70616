internal import CollectorAPI
internal import Pdata

/// Transforms metrics, and passes them on.
final class MetricsTransformProcessor: Processor {
    private let transform: MetricsTransform
    private let next: any Consumer<Metrics>

    init(_ next: any Consumer<Metrics>, _ transform: MetricsTransform) {
        self.next = next
        self.transform = transform
    }

    /// Metrics that no transform includes go on as they came.
    var passedOnCodings: Set<ContentCoding> { next.passedOnCodings }

    func consume(_ data: Metrics) async throws {
        let isEmpty = data.segments.isEmpty
        var data = data
        transform.apply(to: &data)
        // Where every data point was deleted, there is nothing to pass on.
        guard !data.segments.isEmpty || isEmpty else { return }
        try await next.consume(data)
    }
}
