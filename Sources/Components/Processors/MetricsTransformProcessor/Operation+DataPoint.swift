internal import MetricAggregation
internal import Pdata

extension Operation {
    /// Changes one data point; nothing when it is none of the simple operations.
    func apply(to point: inout DataPointEditor) {
        switch self {
        case .addLabel(let label, let value):
            point.attributes.upsert(label, .string(value))
        case .updateLabel(let label, let newLabel, let values):
            guard point.attributes.has(label) else { return }
            if !newLabel.isEmpty { point.attributes.rename(label, to: newLabel) }
            let key = newLabel.isEmpty ? label : newLabel
            guard !values.isEmpty, case .string(let text)? = point.attributes[key], let value = values[text] else {
                return
            }
            point.attributes.update(key, .string(value))
        case .toggleScalarDataType:
            switch point.value {
            case .int(let int): point.value = .double(Double(int))
            case .double(let double): point.value = .int(Int64(truncating: double))
            case .none: break
            }
        case .scale(let factor):
            Self.scale(&point, factor)
        case .deleteLabelValue, .aggregateLabels, .aggregateLabelValues:
            break
        }
    }

    private static func scale(_ point: inout DataPointEditor, _ factor: Double) {
        switch point.kind {
        case .gauge, .sum:
            switch point.value {
            case .int(let int): point.value = .int(Int64(truncating: Double(int) * factor))
            case .double(let double): point.value = .double(double * factor)
            case .none: break
            }
        case .histogram where factor > 0:
            if let sum = point.sum { point.sum = sum * factor }
            if let min = point.min { point.min = min * factor }
            if let max = point.max { point.max = max * factor }
            point.explicitBounds = point.explicitBounds.map { $0 * factor }
            point.editExemplars { exemplar in
                if case .double(let value) = exemplar.value { exemplar.value = .double(value * factor) }
            }
        case .histogram, .exponentialHistogram, .summary, .empty:
            break
        }
    }
}
