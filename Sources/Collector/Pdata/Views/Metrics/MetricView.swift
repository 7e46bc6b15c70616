/// What a metric consists of.
@frozen
public enum MetricKind: Sendable, Hashable {
    /// No data at all.
    case empty
    case gauge
    case sum
    case histogram
    case exponentialHistogram
    case summary
}

/// One metric with its data points.
@frozen
public struct MetricView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The name.
    @inlinable
    public var name: TextView {
        @_lifetime(copy self)
        get { message.text(1) }
    }

    /// What it measures, in words.
    @inlinable
    public var description: TextView {
        @_lifetime(copy self)
        get { message.text(2) }
    }

    /// The unit, in UCUM.
    @inlinable
    public var unit: TextView {
        @_lifetime(copy self)
        get { message.text(3) }
    }

    /// Attributes of the metric itself.
    @inlinable
    public var metadata: AttributesView {
        @_lifetime(copy self)
        get { AttributesView(message.bytes, field: 12) }
    }

    /// What it consists of.
    @inlinable
    public var kind: MetricKind { MetricKind(field: dataField) }

    /// Whether a sum never falls; false for other kinds.
    @inlinable
    public var isMonotonic: Bool { message.nested(7).uint64(3) != 0 }

    /// What a sum's or histogram's points count from; unspecified for other kinds.
    @inlinable
    public var aggregationTemporality: AggregationTemporality {
        let field = dataField
        guard field == 7 || field == 9 || field == 10 else { return .unspecified }
        return AggregationTemporality(rawValue: message.nested(field).int32(2))
    }

    /// The number of data points.
    @inlinable
    public var dataPointCount: Int { message.nested(dataField).count(1) }

    /// Calls `body` with each data point of whatever kind, in order.
    @inlinable
    public func forEachDataPoint<Failure: Error>(_ body: (DataPointView) throws(Failure) -> Void) throws(Failure) {
        let field = dataField
        guard field != 0 else { return }
        let kind = MetricKind(field: field)
        try message.nested(field).forEach(1) { (bytes) throws(Failure) in try body(DataPointView(kind, bytes)) }
    }

    /// Calls `body` with each data point of a gauge or sum, in order.
    @inlinable
    public func forEachNumberDataPoint<Failure: Error>(
        _ body: (NumberDataPointView) throws(Failure) -> Void
    ) throws(Failure) {
        let field = dataField
        guard field == 5 || field == 7 else { return }
        try message.nested(field).forEach(1) { (bytes) throws(Failure) in try body(NumberDataPointView(bytes)) }
    }

    /// Calls `body` with each data point of a histogram, in order.
    @inlinable
    public func forEachHistogramDataPoint<Failure: Error>(
        _ body: (HistogramDataPointView) throws(Failure) -> Void
    ) throws(Failure) {
        try message.nested(9).forEach(1) { (bytes) throws(Failure) in try body(HistogramDataPointView(bytes)) }
    }

    /// Calls `body` with each data point of an exponential histogram, in order.
    @inlinable
    public func forEachExponentialHistogramDataPoint<Failure: Error>(
        _ body: (ExponentialHistogramDataPointView) throws(Failure) -> Void
    ) throws(Failure) {
        try message.nested(10).forEach(1) { (bytes) throws(Failure) in
            try body(ExponentialHistogramDataPointView(bytes))
        }
    }

    /// Calls `body` with each data point of a summary, in order.
    @inlinable
    public func forEachSummaryDataPoint<Failure: Error>(
        _ body: (SummaryDataPointView) throws(Failure) -> Void
    ) throws(Failure) {
        try message.nested(11).forEach(1) { (bytes) throws(Failure) in try body(SummaryDataPointView(bytes)) }
    }

    /// The number of the field that holds the data; 0 when there is none.
    @inlinable
    var dataField: Int {
        var cursor = WireCursor(message.bytes)
        while cursor.next() {
            switch cursor.number {
            case 5, 7, 9, 10, 11: return cursor.number
            default: continue
            }
        }
        return 0
    }
}
