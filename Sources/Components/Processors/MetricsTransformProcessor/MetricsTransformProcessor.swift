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
        var data = data
        transform.apply(to: &data)
        try await next.consume(data)
    }
}
