/// What a pass over telemetry steps through.
package enum RecordKind: Sendable {
    case resource
    case scope
    /// A span, metric, log record or profile.
    case record
    case dataPoint

    var records: EditedRecords {
        switch self {
        case .resource: .resources
        case .scope: .scopes
        case .record: .records
        case .dataPoint: .dataPoints
        }
    }
}

/// A record of any signal that is being read or edited, with what is around it.
///
/// Valid only during the call that it is given to.
package struct RecordTarget {
    let splice: UnsafeMutablePointer<Splice>

    /// The tables that the profiles of a request share; nil for other signals.
    let dictionary: DictionaryDraft?

    /// The message at `level`: 0 is the request, 1 a resource and what belongs to it, 2 a scope and what belongs to it, 3
    /// a span, metric, log record or profile, 4 a metric's data, a span's event or link, 5 a data point, 6 an exemplar.
    package func message(_ level: Int) -> RecordMessage { RecordMessage(target: EditTarget(splice, level)) }

    /// Calls `body` to edit the attributes of a profile; nil when this is none.
    package func editProfileAttributes<Result, Failure: Error>(
        _ body: (inout ProfileAttributesEditor) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let dictionary else { return nil }
        var editor = ProfileAttributesEditor(EditTarget(splice, 3), field: 11, dictionary)
        return try body(&editor)
    }

    /// The string at `place` of the dictionary of profiles; empty when there is none.
    package func string(_ place: Int32) -> String { dictionary?.string(place).text ?? "" }

    /// The number of items in the record of the kind that is being stepped through.
    fileprivate func itemCount(_ kind: RecordKind, of signal: Signal) -> Int {
        switch (kind, signal) {
        case (.dataPoint, _), (.record, .traces), (.record, .logs): 1
        case (.record, .metrics): MetricView(message(3).bytes.buffer.bytes).dataPointCount
        case (.record, .profiles): message(3).bytes.count(2)
        case (.resource, _): childCount(1, signal)
        case (.scope, _): childCount(2, signal)
        }
    }

    private func childCount(_ level: Int, _ signal: Signal) -> Int {
        // What is stepped through is left out of `bytes`, but not of the source.
        let bytes = splice.pointee.levels[level].bytesWithChildren
        guard level == 2 else {
            var total = 0
            bytes.forEach(2) { total += Self.itemCount(inScope: $0, signal) }
            return total
        }
        return Self.itemCount(inScope: bytes, signal)
    }

    private static func itemCount(inScope bytes: RecordBytes, _ signal: Signal) -> Int {
        var total = 0
        bytes.forEach(2) { record in
            switch signal {
            case .traces, .logs: total += 1
            case .metrics: total += MetricView(record.buffer.bytes).dataPointCount
            case .profiles: total += record.count(2)
            }
        }
        return total
    }
}

extension SpliceLevel {
    /// The message as it was when its children began to be stepped through.
    fileprivate var bytesWithChildren: RecordBytes {
        RecordBytes(UnsafeRawBufferPointer(start: source, count: count))
    }
}

/// Telemetry whose records can be stepped through without knowing its signal.
package protocol RecordTelemetry: Telemetry {
    /// Calls `body` with each record of `kind`, in order, to read or edit it; it says whether the record stays.
    ///
    /// What removals leave empty goes with them. Telemetry in which nothing changes keeps its storage. When `body` throws,
    /// nothing changes.
    mutating func forEachRecord<Failure: Error>(
        _ kind: RecordKind,
        _ body: (RecordTarget) throws(Failure) -> Bool
    ) throws(Failure)
}

extension Payload {
    fileprivate mutating func forEachRecord<Failure: Error>(
        _ kind: RecordKind,
        of signal: Signal,
        _ dictionary: DictionaryDraft?,
        _ body: (RecordTarget) throws(Failure) -> Bool
    ) throws(Failure) {
        var pass = EditPass(self, kind.records)
        while pass.next() {
            let target = RecordTarget(splice: pass.splice, dictionary: dictionary)
            guard try !body(target) else { continue }
            pass.remove(countingItems: target.itemCount(kind, of: signal))
        }
        self = pass.finish()
    }
}

extension Traces: RecordTelemetry {
    /// Calls `body` with each record of `kind`; it says whether the record stays.
    package mutating func forEachRecord<Failure: Error>(
        _ kind: RecordKind,
        _ body: (RecordTarget) throws(Failure) -> Bool
    ) throws(Failure) {
        try payload.forEachRecord(kind, of: .traces, nil, body)
    }
}

extension Metrics: RecordTelemetry {
    /// Calls `body` with each record of `kind`; it says whether the record stays.
    package mutating func forEachRecord<Failure: Error>(
        _ kind: RecordKind,
        _ body: (RecordTarget) throws(Failure) -> Bool
    ) throws(Failure) {
        try payload.forEachRecord(kind, of: .metrics, nil, body)
    }
}

extension Logs: RecordTelemetry {
    /// Calls `body` with each record of `kind`; it says whether the record stays.
    package mutating func forEachRecord<Failure: Error>(
        _ kind: RecordKind,
        _ body: (RecordTarget) throws(Failure) -> Bool
    ) throws(Failure) {
        try payload.forEachRecord(kind, of: .logs, nil, body)
    }
}

extension Profiles: RecordTelemetry {
    /// Calls `body` with each record of `kind`; it says whether the record stays.
    package mutating func forEachRecord<Failure: Error>(
        _ kind: RecordKind,
        _ body: (RecordTarget) throws(Failure) -> Bool
    ) throws(Failure) {
        let dictionary = DictionaryDraft(payload)
        var changed = payload
        try changed.forEachRecord(kind, of: .profiles, dictionary, body)
        payload =
            changed.itemCount < payload.itemCount ? payload.remaining(changed) : payload.edited(changed, dictionary)
    }
}
