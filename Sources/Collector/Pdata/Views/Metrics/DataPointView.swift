/// One data point of any kind.
@frozen
public struct DataPointView: ~Escapable {
    /// What the metric consists of, and so which of the views below applies.
    public let kind: MetricKind
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ kind: MetricKind, _ bytes: RawSpan) {
        self.kind = kind
        message = MessageReader(bytes)
    }

    @inlinable
    var fields: DataPointFields { DataPointFields(kind) }

    /// The attributes.
    @inlinable
    public var attributes: AttributesView {
        @_lifetime(copy self)
        get { AttributesView(message.bytes, field: fields.attributes) }
    }

    /// Since when it counts, in nanoseconds since 1970.
    @inlinable
    public var startTimeUnixNano: UInt64 { message.uint64(2) }

    /// Until when it counts, in nanoseconds since 1970.
    @inlinable
    public var timeUnixNano: UInt64 { message.uint64(3) }

    /// Whether there is no value.
    @inlinable
    public var flags: UInt32 { message.uint32(fields.flags) }

    /// The number of exemplars.
    @inlinable
    public var exemplarCount: Int { fields.exemplars == 0 ? 0 : message.count(fields.exemplars) }

    /// Calls `body` with each exemplar, in order.
    @inlinable
    public func forEachExemplar<Failure: Error>(_ body: (ExemplarView) throws(Failure) -> Void) throws(Failure) {
        guard fields.exemplars != 0 else { return }
        try message.forEach(fields.exemplars) { (bytes) throws(Failure) in try body(ExemplarView(bytes)) }
    }

    /// The point of a gauge or sum; one without fields for other kinds.
    @inlinable
    public var number: NumberDataPointView {
        @_lifetime(copy self)
        get { NumberDataPointView(kind == .gauge || kind == .sum ? message.bytes : RawSpan()) }
    }

    /// The point of a histogram; one without fields for other kinds.
    @inlinable
    public var histogram: HistogramDataPointView {
        @_lifetime(copy self)
        get { HistogramDataPointView(kind == .histogram ? message.bytes : RawSpan()) }
    }

    /// The point of an exponential histogram; one without fields for other kinds.
    @inlinable
    public var exponentialHistogram: ExponentialHistogramDataPointView {
        @_lifetime(copy self)
        get { ExponentialHistogramDataPointView(kind == .exponentialHistogram ? message.bytes : RawSpan()) }
    }

    /// The point of a summary; one without fields for other kinds.
    @inlinable
    public var summary: SummaryDataPointView {
        @_lifetime(copy self)
        get { SummaryDataPointView(kind == .summary ? message.bytes : RawSpan()) }
    }
}
