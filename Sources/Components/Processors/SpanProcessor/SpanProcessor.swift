internal import CollectorAPI
internal import Pdata

/// Changes spans, and passes them on.
final class SpanProcessor: Processor {
    private let edit: @Sendable (inout Traces) -> Void
    private let next: any Consumer<Traces>

    init(_ next: any Consumer<Traces>, _ edit: @escaping @Sendable (inout Traces) -> Void) {
        self.next = next
        self.edit = edit
    }

    /// Spans that stay as they are go on as they came.
    var passedOnCodings: Set<ContentCoding> { next.passedOnCodings }

    func consume(_ data: Traces) async throws {
        var data = data
        edit(&data)
        try await next.consume(data)
    }
}
