internal import CollectorAPI
internal import Pdata

/// Decides on log records.
struct LogRecordSampler: Sendable {
    private static let thresholdKey = "sampling.threshold"
    private static let randomnessKey = "sampling.randomness"

    private let sampler: Sampler
    private let seed: UInt32
    private let usesTraceID: Bool
    private let attribute: String
    private let priorityKey: String
    private let report: SamplingReport

    init(_ settings: ProbabilisticSamplerSettings, _ report: SamplingReport) {
        sampler = Sampler(settings)
        seed = settings.hashSeed
        usesTraceID = settings.attributeSource == "traceID"
        attribute = settings.fromAttribute
        priorityKey = settings.samplingPriority
        self.report = report
    }

    /// Drops what is not sampled, and tells the rest's attributes of the sampling.
    func sample(_ logs: inout Logs) {
        var tally = SamplingTally()
        // Of the records that stay, in order.
        var updates: [Sampler.Arrival?] = []
        logs.removeLogRecords { entry in
            let decision = decide(entry.logRecord)
            tally.add(decision)
            report.note(decision.problem)
            guard decision.isSampled else { return true }
            updates.append(decision.update)
            return false
        }
        report.count(tally)
        guard updates.contains(where: { $0 != nil }) else { return }
        var index = 0
        logs.editLogRecords { record in
            if let update = updates[index] {
                if let threshold = update.threshold {
                    record.attributes.upsert(Self.thresholdKey, .string(threshold.text))
                }
                if let randomness = update.randomness, !record.attributes.has(Self.randomnessKey) {
                    record.attributes.upsert(Self.randomnessKey, .string(randomness.text))
                }
            }
            index += 1
        }
    }

    private func decide(_ record: LogRecordView) -> Sampler.Decision {
        var arrival = Sampler.Arrival()
        if let text = Self.text(of: Self.thresholdKey, record) {
            arrival.threshold = Threshold(text: text)
            if arrival.threshold == nil { arrival.problem = text.utf8.count > 14 ? .thresholdSize : .syntax }
        }
        if let text = Self.text(of: Self.randomnessKey, record) {
            arrival.randomness = Randomness(text: text)
            if arrival.randomness == nil { arrival.problem = text.utf8.count == 14 ? .syntax : .randomnessSize }
        }
        return sampler.decide(arrival, priority(of: record), source: source(record))
    }

    private static func text(of key: String, _ record: LogRecordView) -> String? {
        let text = record.attributes.value(of: key) { $0.kind == .string ? $0.string.string : "" } ?? ""
        return text.isEmpty ? nil : text
    }

    private func source(_ record: LogRecordView) -> (randomness: Randomness, policy: Sampler.Policy)? {
        let id = record.traceID
        guard sampler.hashes else { return id.isEmpty ? nil : (Randomness(id), .traceIDW3C) }
        var hash = SeededHash(seed: seed)
        if usesTraceID, !id.isEmpty {
            hash.combine(id)
            return (hash.randomness, .traceIDHash)
        }
        guard !attribute.isEmpty else { return nil }
        let isHashed = record.attributes.value(of: attribute) { value in
            switch value.kind {
            case .string:
                hash.combine(value.string.utf8)
                return !value.string.isEmpty
            case .bytes:
                hash.combine(value.bytes)
                return value.bytes.byteCount > 0
            case .empty, .bool, .int, .double, .array, .map, .stringIndex:
                let text = value.owned().text
                hash.combine(text)
                return !text.isEmpty
            }
        }
        return isHashed == true ? (hash.randomness, .attribute(attribute)) : nil
    }

    /// The threshold that the record asks for.
    private func priority(of record: LogRecordView) -> Sampler.Priority {
        guard !priorityKey.isEmpty else { return .none }
        let number = record.attributes.value(of: priorityKey) { value -> Double? in
            switch value.kind {
            case .int: Double(value.int)
            case .double: value.double
            case .empty, .string, .bool, .array, .map, .bytes, .stringIndex: nil
            }
        }
        guard let asked = number, let asked, asked >= 0 else { return .none }
        if asked == 0 { return .threshold(.never) }
        let threshold = Threshold(probability: min(asked / 100, 1), precision: sampler.precision)
        return threshold.map { .threshold($0) } ?? .none
    }
}
