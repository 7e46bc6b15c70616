internal import CollectorAPI
internal import Pdata

/// Groups telemetry by attributes, and passes it on.
final class GroupByAttrsProcessor<Data: Telemetry>: Processor {
    private let group: @Sendable (inout Data) -> Void
    private let next: any Consumer<Data>

    init(_ next: any Consumer<Data>, _ group: @escaping @Sendable (inout Data) -> Void) {
        self.next = next
        self.group = group
    }

    /// Telemetry in which there is nothing to group goes on as it came.
    var passedOnCodings: Set<ContentCoding> { next.passedOnCodings }

    func consume(_ data: Data) async throws {
        let isEmpty = data.segments.isEmpty
        var data = data
        group(&data)
        // Resources without items go, and may have been all there was.
        guard !data.segments.isEmpty || isEmpty else { return }
        try await next.consume(data)
    }
}
