internal import CollectorAPI
internal import Pdata

/// What reached the exporters of a rehearsal.
final class CapturedTelemetry: RehearsalExporters {
    private struct Place: Hashable {
        var exporter: ComponentID
        var signal: Signal
    }

    private let captured = Lock<[Place: [any PipelineData]]>([:])

    func exporter<Data: PipelineData>(_ type: Data.Type, _ id: ComponentID) -> any Exporter<Data> {
        End<Data>(id: id, captured: self)
    }

    /// The requests that reached each exporter, in OTLP's JSON: those of one signal joined, in the order of the signals.
    var requests: [(exporter: ComponentID, requests: [Bytes])] {
        let captured = self.captured.withLock { $0 }
        return Set(captured.keys.map(\.exporter)).sorted().map { exporter in
            let requests = Signal.allCases.sorted().flatMap { signal -> [Bytes] in
                let parts = captured[Place(exporter: exporter, signal: signal)] ?? []
                return parts.isEmpty ? [] : Self.joined(parts, signal.dataType)
            }
            return (exporter, requests)
        }
    }

    private static func joined<Data: PipelineData>(_ parts: [any PipelineData], _ type: Data.Type) -> [Bytes] {
        Data.joined(parts.compactMap { $0 as? Data }).map { $0.json() }
    }

    private func take(_ data: any PipelineData, _ id: ComponentID, _ signal: Signal) {
        captured.withLock { $0[Place(exporter: id, signal: signal), default: []].append(data) }
    }

    /// Stands for one exporter and signal.
    private struct End<Data: PipelineData>: Exporter {
        let id: ComponentID
        let captured: CapturedTelemetry

        func consume(_ data: Data) async throws {
            captured.take(data, id, Data.signal)
        }
    }
}
