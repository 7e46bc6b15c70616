/// One histogram with explicit bounds.
@frozen
public struct HistogramDataPointView: ~Escapable {
    @usableFromInline let message: MessageReader

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        message = MessageReader(bytes)
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

    /// The number of measurements in each bucket.
    @inlinable
    public var bucketCounts: PackedUInt64s {
        @_lifetime(copy self)
        get { PackedUInt64s(message.payload(6)) }
    }

    /// The buckets' upper bounds; the last bucket has none.
    @inlinable
    public var explicitBounds: PackedDoubles {
        @_lifetime(copy self)
        get { PackedDoubles(message.payload(7)) }
    }

    /// The number of exemplars.
    @inlinable
    public var exemplarCount: Int { message.count(8) }

    /// Calls `body` with each exemplar, in order.
    @inlinable
    public func forEachExemplar<Failure: Error>(_ body: (ExemplarView) throws(Failure) -> Void) throws(Failure) {
        try message.forEach(8) { (bytes) throws(Failure) in try body(ExemplarView(bytes)) }
    }

    /// The attributes.
    @inlinable
    public var attributes: AttributesView {
        @_lifetime(copy self)
        get { AttributesView(message.bytes, field: 9) }
    }

    /// Whether there is no value.
    @inlinable
    public var flags: UInt32 { message.uint32(10) }

    /// The least measurement, where it is known.
    @inlinable
    public var min: Double? { message.optionalDouble(11) }

    /// The greatest measurement, where it is known.
    @inlinable
    public var max: Double? { message.optionalDouble(12) }
}
