internal import CollectorAPI
internal import Pdata

/// Removes and masks what must not leave, and passes the rest on.
final class RedactionProcessor<Data: Telemetry>: Processor {
    private let redact: @Sendable (inout Data) -> Void
    private let next: any Consumer<Data>

    init(_ next: any Consumer<Data>, _ redact: @escaping @Sendable (inout Data) -> Void) {
        self.next = next
        self.redact = redact
    }

    /// Telemetry in which there is nothing to hide goes on as it came.
    var passedOnCodings: Set<ContentCoding> { next.passedOnCodings }

    func consume(_ data: Data) async throws {
        var data = data
        redact(&data)
        try await next.consume(data)
    }
}
