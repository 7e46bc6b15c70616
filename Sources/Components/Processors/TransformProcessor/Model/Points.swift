internal import Pdata

/// What data points of every kind have.
struct PointHeader {
    var attributes: [Attribute]
    var start: UInt64
    var time: UInt64
    var flags: UInt32

    init(_ view: DataPointView) {
        attributes = view.attributes.owned()
        start = view.startTimeUnixNano
        time = view.timeUnixNano
        flags = view.flags
    }
}

/// A measurement that went into a data point.
struct ExemplarModel {
    var attributes: [Attribute]
    var time: UInt64
    var value: NumberValue
    var spanID: SpanID
    var traceID: TraceID

    static func all(of view: DataPointView) -> [ExemplarModel] {
        var exemplars: [ExemplarModel] = []
        view.forEachExemplar { exemplar in
            exemplars.append(
                ExemplarModel(
                    attributes: exemplar.filteredAttributes.owned(),
                    time: exemplar.timeUnixNano,
                    value: exemplar.value,
                    spanID: exemplar.spanID,
                    traceID: exemplar.traceID
                )
            )
        }
        return exemplars
    }

    func write(_ message: inout MessageBuilder) {
        message.fixed64(2, time)
        message.number(double: 3, int: 6, value)
        if !spanID.isEmpty { message.bytes(4, Bytes(withUnsafeBytes(of: spanID.value.bigEndian) { Array($0) })) }
        if !traceID.isEmpty {
            let halves = [traceID.high.bigEndian, traceID.low.bigEndian]
            message.bytes(5, Bytes(halves.withUnsafeBytes { Array($0) }))
        }
        message.attributes(7, attributes)
    }
}

/// A point of a gauge or sum.
struct NumberPoint {
    var header: PointHeader
    var value: NumberValue
    var exemplars: [ExemplarModel] = []

    static func all(of view: MetricView) -> [NumberPoint] {
        var points: [NumberPoint] = []
        view.forEachDataPoint { point in
            points.append(
                NumberPoint(
                    header: PointHeader(point),
                    value: point.number.value,
                    exemplars: ExemplarModel.all(of: point)
                )
            )
        }
        return points
    }

    func write(_ message: inout MessageBuilder) {
        message.times(header)
        message.number(double: 4, int: 6, value)
        for exemplar in exemplars { message.message(5, exemplar.write) }
        message.attributes(7, header.attributes)
        message.varint(8, UInt64(header.flags))
    }
}

/// A point of a histogram with explicit bounds.
struct HistogramPoint {
    /// The field of `counts`.
    static let countsField = 6
    /// The field of `bounds`.
    static let boundsField = 7

    var header: PointHeader
    var count: UInt64
    var sum: Double?
    var counts: [UInt64]
    var bounds: [Double]
    var min: Double?
    var max: Double?
    var exemplars: [ExemplarModel]

    init(_ view: DataPointView) {
        let point = view.histogram
        header = PointHeader(view)
        count = point.count
        sum = point.sum
        counts = []
        bounds = []
        min = point.min
        max = point.max
        exemplars = ExemplarModel.all(of: view)
        point.bucketCounts.forEach { counts.append($0) }
        point.explicitBounds.forEach { bounds.append($0) }
    }

    init(_ point: ExponentialPoint, counts: [UInt64], bounds: [Double]) {
        header = point.header
        count = point.count
        sum = point.sum
        self.counts = counts
        self.bounds = bounds
        min = point.min
        max = point.max
        exemplars = point.exemplars
    }

    func write(_ message: inout MessageBuilder) {
        message.times(header)
        message.fixed64(4, count)
        message.double(5, sum)
        message.packed(Self.countsField, counts)
        message.packed(Self.boundsField, bounds.map(\.bitPattern))
        for exemplar in exemplars { message.message(8, exemplar.write) }
        message.attributes(9, header.attributes)
        message.varint(10, UInt64(header.flags))
        message.double(11, min)
        message.double(12, max)
    }
}

/// A point of an exponential histogram.
struct ExponentialPoint {
    struct Buckets {
        var offset: Int32
        var counts: [UInt64]
    }

    var header: PointHeader
    var count: UInt64
    var sum: Double?
    var scale: Int32
    var zeroCount: UInt64
    var zeroThreshold: Double
    var positive: Buckets
    var negative: Buckets
    var min: Double?
    var max: Double?
    var exemplars: [ExemplarModel]

    init(_ view: DataPointView) {
        let point = view.exponentialHistogram
        header = PointHeader(view)
        count = point.count
        sum = point.sum
        scale = point.scale
        zeroCount = point.zeroCount
        zeroThreshold = point.zeroThreshold
        positive = Buckets(offset: point.positive.offset, counts: point.positive.bucketCounts.uint64s)
        negative = Buckets(offset: point.negative.offset, counts: point.negative.bucketCounts.uint64s)
        min = point.min
        max = point.max
        exemplars = ExemplarModel.all(of: view)
    }

    func write(_ message: inout MessageBuilder) {
        message.attributes(1, header.attributes)
        message.times(header)
        message.fixed64(4, count)
        message.double(5, sum)
        message.sint32(6, scale)
        message.fixed64(7, zeroCount)
        for (number, buckets) in [(8, positive), (9, negative)] where !buckets.counts.isEmpty || buckets.offset != 0 {
            message.message(number) { inner in
                inner.sint32(1, buckets.offset)
                inner.packedVarints(2, buckets.counts)
            }
        }
        message.varint(10, UInt64(header.flags))
        for exemplar in exemplars { message.message(11, exemplar.write) }
        message.double(12, min)
        message.double(13, max)
        if zeroThreshold != 0 { message.double(14, zeroThreshold) }
    }
}

/// A point of a summary.
struct SummaryPoint {
    var header: PointHeader
    var count: UInt64
    var sum: Double
    var quantiles: [(quantile: Double, value: Double)]

    init(_ view: DataPointView) {
        let point = view.summary
        header = PointHeader(view)
        count = point.count
        sum = point.sum
        quantiles = []
        point.forEachQuantile { quantiles.append(($0.quantile, $0.value)) }
    }

    func write(_ message: inout MessageBuilder) {
        message.times(header)
        message.fixed64(4, count)
        message.double(5, sum)
        for quantile in quantiles {
            message.message(6) { inner in
                inner.double(1, quantile.quantile)
                inner.double(2, quantile.value)
            }
        }
        message.attributes(7, header.attributes)
        message.varint(8, UInt64(header.flags))
    }
}

extension MessageBuilder {
    fileprivate mutating func times(_ header: PointHeader) {
        fixed64(2, header.start == 0 ? nil : header.start)
        fixed64(3, header.time == 0 ? nil : header.time)
    }

    fileprivate mutating func number(double: Int, int: Int, _ value: NumberValue) {
        switch value {
        case .none: break
        case .double(let value): self.double(double, value)
        case .int(let value): fixed64(int, UInt64(bitPattern: value))
        }
    }
}
