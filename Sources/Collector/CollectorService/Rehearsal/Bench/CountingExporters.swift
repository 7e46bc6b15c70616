internal import CollectorAPI
internal import Pdata

/// Stands for the exporters of a rehearsal: counts what reaches them, and keeps nothing.
final class CountingExporters: RehearsalExporters {
    private let total = Lock(0)

    /// The items that have arrived.
    var itemCount: Int { total.withLock { $0 } }

    func exporter<Data: PipelineData>(_ type: Data.Type, _ id: ComponentID) -> any Exporter<Data> {
        End<Data>(sink: self)
    }

    private struct End<Data: PipelineData>: Exporter {
        let sink: CountingExporters

        func consume(_ data: Data) async throws {
            sink.total.withLock { $0 += data.itemCount }
        }
    }
}
