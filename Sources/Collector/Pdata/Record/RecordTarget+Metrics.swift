extension RecordTarget {
    /// What the metric consists of, with the message that holds its data points; nil for a metric without data.
    package var metricData: (kind: MetricKind, message: RecordMessage)? {
        let metric = EditTarget(splice, 3)
        if metric.isBeingWalked {
            let data = EditTarget(splice, 4)
            let kind = MetricKind(field: data.number)
            return kind == .empty ? nil : (kind, RecordMessage(target: data))
        }
        let bytes = splice.pointee.bytes(3)
        guard let base = bytes.baseAddress else { return nil }
        let number = MetricData.field(base, bytes.count)
        return number == 0 ? nil : (MetricKind(field: number), RecordMessage(target: metric.nested(number)))
    }

    /// What the metric of the current data point consists of.
    package var dataPointKind: MetricKind { MetricKind(field: EditTarget(splice, 4).number) }

    /// The metric, or as much of it as is not being stepped through.
    package func withMetric<Result, Failure: Error>(
        _ body: (MetricView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(MetricView(message(3).bytes.buffer.bytes))
    }
}

/// The fields of a data point that lie elsewhere in each kind of metric; 0 where there is none.
package struct RecordDataPointFields: Sendable {
    /// The attributes.
    package let attributes: Int
    /// The exemplars.
    package let exemplars: Int
    /// The flags.
    package let flags: Int

    /// Those of data points of `kind`.
    package init(_ kind: MetricKind) {
        let fields = DataPointFields(kind)
        attributes = fields.attributes
        exemplars = fields.exemplars
        flags = fields.flags
    }
}
