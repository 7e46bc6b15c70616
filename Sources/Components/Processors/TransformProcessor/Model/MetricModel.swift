internal import Pdata

/// A metric as a value of its own, for functions that make one kind of metric of another.
struct MetricModel {
    var name: String
    var description: String
    var unit: String
    var metadata: [Attribute]
    var data: Data

    enum Data {
        case none
        case gauge([NumberPoint])
        case sum([NumberPoint], temporality: Int32, isMonotonic: Bool)
        case histogram([HistogramPoint], temporality: Int32)
        case exponential([ExponentialPoint], temporality: Int32)
        case summary([SummaryPoint])
    }

    init(name: String, description: String, unit: String, data: Data) {
        self.name = name
        self.description = description
        self.unit = unit
        metadata = []
        self.data = data
    }

    /// A copy of the metric that `view` shows.
    init(_ view: MetricView) {
        name = view.name.string
        description = view.description.string
        unit = view.unit.string
        metadata = view.metadata.owned()
        let temporality = view.aggregationTemporality.rawValue
        switch view.kind {
        case .empty:
            data = .none
        case .gauge:
            data = .gauge(NumberPoint.all(of: view))
        case .sum:
            data = .sum(NumberPoint.all(of: view), temporality: temporality, isMonotonic: view.isMonotonic)
        case .histogram:
            var points: [HistogramPoint] = []
            view.forEachDataPoint { points.append(HistogramPoint($0)) }
            data = .histogram(points, temporality: temporality)
        case .exponentialHistogram:
            var points: [ExponentialPoint] = []
            view.forEachDataPoint { points.append(ExponentialPoint($0)) }
            data = .exponential(points, temporality: temporality)
        case .summary:
            var points: [SummaryPoint] = []
            view.forEachDataPoint { points.append(SummaryPoint($0)) }
            data = .summary(points)
        }
    }

    /// The kind's name in messages.
    var kindName: String {
        switch data {
        case .none: "Empty"
        case .gauge: "Gauge"
        case .sum: "Sum"
        case .histogram: "Histogram"
        case .exponential: "ExponentialHistogram"
        case .summary: "Summary"
        }
    }

    /// The metric in wire format.
    var bytes: Bytes {
        var message = MessageBuilder()
        message.text(1, name)
        message.text(2, description)
        message.text(3, unit)
        switch data {
        case .none:
            break
        case .gauge(let points):
            message.message(5) { data in
                for point in points { data.message(1, point.write) }
            }
        case .sum(let points, let temporality, let isMonotonic):
            message.message(7) { data in
                for point in points { data.message(1, point.write) }
                data.varint(2, UInt64(bitPattern: Int64(temporality)))
                data.varint(3, isMonotonic ? 1 : 0)
            }
        case .histogram(let points, let temporality):
            message.message(9) { data in
                for point in points { data.message(1, point.write) }
                data.varint(2, UInt64(bitPattern: Int64(temporality)))
            }
        case .exponential(let points, let temporality):
            message.message(10) { data in
                for point in points { data.message(1, point.write) }
                data.varint(2, UInt64(bitPattern: Int64(temporality)))
            }
        case .summary(let points):
            message.message(11) { data in
                for point in points { data.message(1, point.write) }
            }
        }
        message.attributes(12, metadata)
        return message.finish()
    }
}
