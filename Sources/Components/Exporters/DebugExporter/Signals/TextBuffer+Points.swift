internal import Pdata

/// Data points in detailed text.
extension TextBuffer {
    /// The points of `metric`, each below its number.
    mutating func points(_ metric: MetricView) {
        var index = 0
        switch metric.kind {
        case .empty: break
        case .gauge, .sum:
            metric.forEachNumberDataPoint { point in
                line("NumberDataPoints #", index)
                numberPoint(point)
                index += 1
            }
        case .histogram:
            metric.forEachHistogramDataPoint { point in
                line("HistogramDataPoints #", index)
                histogramPoint(point)
                index += 1
            }
        case .exponentialHistogram:
            metric.forEachExponentialHistogramDataPoint { point in
                line("ExponentialHistogramDataPoints #", index)
                exponentialHistogramPoint(point)
                index += 1
            }
        case .summary:
            metric.forEachSummaryDataPoint { point in
                line("SummaryDataPoints #", index)
                summaryPoint(point)
                index += 1
            }
        }
    }

    private mutating func numberPoint(_ point: NumberDataPointView) {
        head(point.attributes, point.startTimeUnixNano, point.timeUnixNano)
        value("Value: ", point.value)
        var index = 0
        point.forEachExemplar { exemplar($0, &index) }
    }

    private mutating func histogramPoint(_ point: HistogramDataPointView) {
        head(point.attributes, point.startTimeUnixNano, point.timeUnixNano)
        statistics(point.count, point.sum, point.min, point.max)
        var index = 0
        point.explicitBounds.forEach { bound in
            append("ExplicitBounds #")
            append(index)
            line(": ", fixed: bound)
            index += 1
        }
        index = 0
        point.bucketCounts.forEach { count in
            append("Buckets #")
            append(index)
            line(", Count: ", count)
            index += 1
        }
        index = 0
        point.forEachExemplar { exemplar($0, &index) }
    }

    private mutating func exponentialHistogramPoint(_ point: ExponentialHistogramDataPointView) {
        head(point.attributes, point.startTimeUnixNano, point.timeUnixNano)
        statistics(point.count, point.sum, point.min, point.max)
        let bounds = ExponentialBounds(scale: point.scale)
        let negative = point.negative.bucketCounts.uint64s
        for position in negative.indices.reversed() {
            let index = Double(point.negative.offset) + Double(position)
            bucket("[", -bounds.lower(index + 1), -bounds.lower(index), ")", negative[position])
        }
        if point.zeroCount != 0 { line("Bucket [0, 0], Count: ", point.zeroCount) }
        var index = Double(point.positive.offset)
        point.positive.bucketCounts.forEach { count in
            bucket("(", bounds.lower(index), bounds.lower(index + 1), "]", count)
            index += 1
        }
        var exemplarIndex = 0
        point.forEachExemplar { exemplar($0, &exemplarIndex) }
    }

    private mutating func summaryPoint(_ point: SummaryDataPointView) {
        head(point.attributes, point.startTimeUnixNano, point.timeUnixNano)
        line("Count: ", point.count)
        line("Sum: ", fixed: point.sum)
        var index = 0
        point.forEachQuantile { quantile in
            append("QuantileValue #")
            append(index)
            append(": Quantile ")
            append(fixed: quantile.quantile)
            line(", Value ", fixed: quantile.value)
            index += 1
        }
    }

    private mutating func head(_ attributes: AttributesView, _ start: UInt64, _ time: UInt64) {
        self.attributes("Data point attributes", attributes)
        line("StartTimestamp: ", time: start)
        line("Timestamp: ", time: time)
    }

    private mutating func statistics(_ count: UInt64, _ sum: Double?, _ min: Double?, _ max: Double?) {
        line("Count: ", count)
        if let sum { line("Sum: ", fixed: sum) }
        if let min { line("Min: ", fixed: min) }
        if let max { line("Max: ", fixed: max) }
    }

    private mutating func bucket(_ open: String, _ from: Double, _ to: Double, _ close: String, _ count: UInt64) {
        append("Bucket ")
        append(open)
        append(fixed: from)
        append(", ")
        append(fixed: to)
        append(close)
        line(", Count: ", count)
    }

    private mutating func exemplar(_ exemplar: ExemplarView, _ index: inout Int) {
        if index == 0 { line("Exemplars:") }
        line("Exemplar #", index)
        line("     -> Trace ID: ", "\(exemplar.traceID)")
        line("     -> Span ID: ", "\(exemplar.spanID)")
        line("     -> Timestamp: ", time: exemplar.timeUnixNano)
        value("     -> Value: ", exemplar.value)
        attributes("-> FilteredAttributes", exemplar.filteredAttributes, indent: "     ")
        index += 1
    }

    private mutating func value(_ label: String, _ value: NumberValue) {
        switch value {
        case .none: break
        case .int(let int): line(label, int)
        case .double(let double): line(label, fixed: double)
        }
    }
}
