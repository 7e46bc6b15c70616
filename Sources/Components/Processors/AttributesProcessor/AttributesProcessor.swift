internal import AttributeActions
internal import CollectorAPI
internal import Pdata

/// Edits telemetry, and passes it on.
final class AttributesProcessor<Data: Telemetry>: Processor {
    private let edit: @Sendable (inout Data, ClientContext) -> Void
    private let next: any Consumer<Data>

    init(_ next: any Consumer<Data>, _ edit: @escaping @Sendable (inout Data, ClientContext) -> Void) {
        self.next = next
        self.edit = edit
    }

    /// Whatever the actions leave as it is goes on as it came.
    var passedOnCodings: Set<ContentCoding> { next.passedOnCodings }

    func consume(_ data: Data) async throws {
        var data = data
        edit(&data, ClientContext.current)
        try await next.consume(data)
    }
}
