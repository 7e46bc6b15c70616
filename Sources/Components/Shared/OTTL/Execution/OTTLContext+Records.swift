internal import CollectorAPI
package import Pdata

extension OTTLContext {
    /// Calls `body` with each record of this context in `data`, in order; it says whether the record stays.
    ///
    /// What removals leave empty goes with them, but a span stays without events.
    package func forEachRecord<Data: RecordTelemetry, Failure: Error>(
        in data: inout Data,
        _ body: (Evaluation) throws(Failure) -> Bool
    ) throws(Failure) {
        var evaluation: Evaluation?
        try data.forEachRecord(kind) { (target) throws(Failure) in
            let current: Evaluation
            if let evaluation {
                current = evaluation
                current.target = target
            } else {
                current = Evaluation(target, client: ClientContext.current)
                evaluation = current
            }
            guard let nested = nestedField(current) else { return try body(current) }
            guard nested != 0 else { return true }
            current.index = 0
            try target.message(place.level - 1).forEachNested(nested) { (_) throws(Failure) in
                let stays = try body(current)
                current.index += 1
                return stays
            }
            return true
        }
    }

    private var kind: RecordKind {
        switch self {
        case .resource: .resource
        case .scope: .scope
        case .span, .spanevent, .spanlink, .metric, .log, .profile: .record
        case .datapoint, .exemplar: .dataPoint
        }
    }

    /// The field of the record that the context's messages are in; nil where they are the records.
    private func nestedField(_ evaluation: Evaluation) -> Int? {
        switch self {
        case .spanevent: SpanFields.events
        case .spanlink: SpanFields.links
        case .exemplar: RecordDataPointFields(evaluation.target.dataPointKind).exemplars
        default: nil
        }
    }
}
