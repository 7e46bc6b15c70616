internal import CollectorAPI
internal import Pdata

/// An exporter that accepts everything and drops it.
struct NopExporter<Data: Telemetry>: Exporter {
    func consume(_ data: Data) async throws {}
}
