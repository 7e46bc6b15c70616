internal import Pdata

extension PayloadMapping {
    /// A payload for each data point.
    func map(_ metrics: Metrics, _ now: UInt64, _ payloads: inout [Bytes]) {
        metrics.forEachResource { resource in
            let meta = meta(resource.resource)
            resource.forEachScope { scope in
                scope.forEachMetric { metric in
                    metric.forEachDataPoint { point in
                        payloads.append(payload(point, metric, meta, now))
                    }
                }
            }
        }
    }

    private func payload(_ point: DataPointView, _ metric: MetricView, _ meta: JSONFragment?, _ now: UInt64) -> Bytes {
        let time = point.timeUnixNano
        let (kind, type) = Self.kind(point.kind, isMonotonic: metric.isMonotonic)
        var writer = begin("metric", level: 7, time: time == 0 ? now : time)
        writer.text("name", metric.name)
        writer.number("value", Self.value(point))
        if !metric.unit.isEmpty { writer.text("unit", metric.unit) }
        writer.text("kind", kind)
        writer.text("metric_type", type)
        writer.attributes(point.attributes)
        if let meta { writer.fragment("meta", meta) }
        return writer.finish()
    }

    /// What readers of the schema call a metric's type, and what the vendor's table calls it.
    private static func kind(_ kind: MetricKind, isMonotonic: Bool) -> (kind: String, type: String) {
        switch kind {
        case .empty, .gauge: ("gauge", "gauge")
        case .sum: isMonotonic ? ("counter", "counter") : ("gauge", "gauge")
        case .histogram, .exponentialHistogram, .summary: ("distribution", "histogram")
        }
    }

    /// The value of a gauge or sum, or the sum of a distribution; nil where the point has none.
    private static func value(_ point: DataPointView) -> Double? {
        switch point.kind {
        case .empty: nil
        case .gauge, .sum: number(point.number.value)
        case .histogram: point.histogram.sum
        case .exponentialHistogram: point.exponentialHistogram.sum
        case .summary: point.summary.sum
        }
    }

    private static func number(_ value: NumberValue) -> Double? {
        switch value {
        case .none: nil
        case .int(let int): Double(int)
        case .double(let double): double
        }
    }
}
