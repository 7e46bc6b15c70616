internal import CollectorAPI
internal import Pdata

/// Hands what some pipelines end with to the pipelines that begin with it, unchanged.
struct ForwardConnector<Data: Telemetry>: Connector {
    private let next: any Consumer<Data>

    /// A connector to the fan-out over all pipelines of `output`.
    ///
    /// - Throws: when no pipeline of the signal begins with the connector.
    init(to output: ConnectorOutput<Data>?) throws {
        guard let output else { throw UnsupportedSignal() }
        next = output.all
    }

    var passedOnCodings: Set<ContentCoding> { next.passedOnCodings }

    func consume(_ data: Data) async throws {
        try await next.consume(data)
    }
}
