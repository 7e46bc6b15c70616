/// One histogram with exponential buckets.
@frozen
public struct ExponentialHistogramDataPointView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
    }

    /// The attributes.
    @inlinable
    public var attributes: AttributesView {
        @_lifetime(copy self)
        get { AttributesView(message.bytes, field: 1) }
    }

    /// Since when it counts, in nanoseconds since 1970.
    @inlinable
    public var startTimeUnixNano: UInt64 { message.uint64(2) }

    /// Until when it counts, in nanoseconds since 1970.
    @inlinable
    public var timeUnixNano: UInt64 { message.uint64(3) }

    /// The number of measurements.
    @inlinable
    public var count: UInt64 { message.uint64(4) }

    /// Their sum, where it is known.
    @inlinable
    public var sum: Double? { message.optionalDouble(5) }

    /// The resolution: a bucket is 2 to the power of 2 to the power of minus `scale` wide.
    @inlinable
    public var scale: Int32 { message.sint32(6) }

    /// The number of measurements that count as zero.
    @inlinable
    public var zeroCount: UInt64 { message.uint64(7) }

    /// The buckets of positive measurements.
    @inlinable
    public var positive: BucketsView {
        @_lifetime(copy self)
        get { BucketsView(message.payload(8)) }
    }

    /// The buckets of negative measurements.
    @inlinable
    public var negative: BucketsView {
        @_lifetime(copy self)
        get { BucketsView(message.payload(9)) }
    }

    /// Whether there is no value.
    @inlinable
    public var flags: UInt32 { message.uint32(10) }

    /// The number of exemplars.
    @inlinable
    public var exemplarCount: Int { message.count(11) }

    /// Calls `body` with each exemplar, in order.
    @inlinable
    public func forEachExemplar<Failure: Error>(_ body: (ExemplarView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(11) { (bytes) throws(Failure) in try body(ExemplarView(bytes)) }
    }

    /// The least measurement, where it is known.
    @inlinable
    public var min: Double? { message.optionalDouble(12) }

    /// The greatest measurement, where it is known.
    @inlinable
    public var max: Double? { message.optionalDouble(13) }

    /// What is at most this far from zero counts as zero.
    @inlinable
    public var zeroThreshold: Double { message.double(14) }
}
