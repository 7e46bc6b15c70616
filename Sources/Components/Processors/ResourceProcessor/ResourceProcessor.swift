internal import AttributeActions
internal import CollectorAPI
internal import Pdata

/// Edits the resources of telemetry, and passes it on.
final class ResourceProcessor<Data: Telemetry>: Processor {
    private let actions: AttributeActions
    private let edit: @Sendable (inout Data, AttributeActions, ClientContext) -> Void
    private let next: any Consumer<Data>

    init(
        _ settings: ResourceSettings,
        _ next: any Consumer<Data>,
        _ edit: @escaping @Sendable (inout Data, AttributeActions, ClientContext) -> Void
    ) throws {
        actions = try AttributeActions(settings.attributes)
        self.next = next
        self.edit = edit
    }

    /// Whatever the actions leave as it is goes on as it came.
    var passedOnCodings: Set<ContentCoding> { next.passedOnCodings }

    func consume(_ data: Data) async throws {
        var data = data
        edit(&data, actions, ClientContext.current)
        try await next.consume(data)
    }
}
