internal import Pdata

/// Data points in normal text, a line each.
extension TextBuffer {
    /// The lines of the points of `metric`.
    mutating func pointLines(_ metric: MetricView) {
        switch metric.kind {
        case .empty: break
        case .gauge, .sum:
            metric.forEachNumberDataPoint { point in
                head(metric, point.attributes)
                switch point.value {
                case .none: break
                case .int(let int): append(int)
                case .double(let double): append(shortest: double)
                }
                endLine()
            }
        case .histogram:
            metric.forEachHistogramDataPoint { point in
                head(metric, point.attributes)
                statistics(point.count, point.sum, point.min, point.max)
                buckets(point)
                endLine()
            }
        case .exponentialHistogram:
            metric.forEachExponentialHistogramDataPoint { point in
                head(metric, point.attributes)
                statistics(point.count, point.sum, point.min, point.max)
                buckets(point)
                endLine()
            }
        case .summary:
            metric.forEachSummaryDataPoint { point in
                head(metric, point.attributes)
                summary(point)
                endLine()
            }
        }
    }

    private mutating func head(_ metric: MetricView, _ attributes: AttributesView) {
        append(metric.name)
        append("{")
        pairs(attributes, separator: ",")
        append("} ")
    }

    private mutating func statistics(_ count: UInt64, _ sum: Double?, _ min: Double?, _ max: Double?) {
        append("count=")
        append(count)
        statistic(" sum=", sum)
        statistic(" min=", min)
        statistic(" max=", max)
    }

    private mutating func statistic(_ label: String, _ value: Double?) {
        guard let value else { return }
        append(label)
        append(shortest: value)
    }

    private mutating func buckets(_ point: HistogramDataPointView) {
        let bounds = point.explicitBounds
        var index = 0
        point.bucketCounts.forEach { count in
            // The last bucket has no upper bound.
            if index < bounds.count {
                bucket(below: bounds[index], count)
            } else {
                append(" ")
                append(count)
            }
            index += 1
        }
    }

    private mutating func buckets(_ point: ExponentialHistogramDataPointView) {
        let bounds = ExponentialBounds(scale: point.scale)
        let negative = point.negative.bucketCounts.uint64s
        for position in negative.indices.reversed() {
            let index = Double(point.negative.offset) + Double(position)
            bucket(below: -bounds.lower(index), negative[position])
        }
        if point.zeroCount != 0 {
            append(" zero=")
            append(point.zeroCount)
        }
        var index = Double(point.positive.offset)
        point.positive.bucketCounts.forEach { count in
            index += 1
            bucket(below: bounds.lower(index), count)
        }
    }

    private mutating func bucket(below bound: Double, _ count: UInt64) {
        append(" le")
        append(shortest: bound)
        append("=")
        append(count)
    }

    private mutating func summary(_ point: SummaryDataPointView) {
        append("count=")
        append(point.count)
        append(" sum=")
        append(fixed: point.sum)
        point.forEachQuantile { quantile in
            append(" q")
            append(shortest: quantile.quantile)
            append("=")
            append(shortest: quantile.value)
        }
    }
}
